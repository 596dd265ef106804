import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { OpenConversations } from "./open-conversations.ts";

describe("what was said before a turn", () => {
  test("stands in its own conversation, newest last, as many turns as wanted", () => {
    const open = new OpenConversations(2);
    const said = [
      ["a", "1"],
      ["b", "2"],
      ["a", "3"],
      ["a", "4"],
      ["a", "5"],
      ["b", "6"],
    ].map(([conversation, text]) =>
      open.say(conversation as string, { text: text as string }).map((turn) => turn.text),
    );
    expect(said).toEqual([[], [], ["1"], ["1", "3"], ["3", "4"], ["2"]]);
  });

  test("however conversations are mixed, it is what each of them alone would give, and never a later turn", () => {
    const rows = fc.array(fc.record({ conversation: fc.constantFrom("a", "b", "c"), text: fc.string() }));
    fc.assert(
      fc.property(rows, fc.integer({ min: 1, max: 4 }), (all, turns) => {
        const open = new OpenConversations(turns);
        for (const [at, { conversation, text }] of all.entries()) {
          const before = all.slice(0, at).filter((row) => row.conversation === conversation);
          expect(open.say(conversation, { text }).map((turn) => turn.text)).toEqual(
            before.slice(-turns).map((row) => row.text),
          );
        }
      }),
    );
  });

  test("of more conversations than are remembered, the one that was quiet longest begins anew, and is counted", () => {
    const open = new OpenConversations(1, 2);
    open.say("a", { text: "1" });
    open.say("b", { text: "2" });
    open.say("a", { text: "3" });
    open.say("c", { text: "4" });
    expect(open.forgotten).toBe(1);
    expect(open.say("a", { text: "5" })).toEqual([{ role: "", text: "3" }]);
    expect(open.say("b", { text: "6" })).toEqual([]);
  });
});
