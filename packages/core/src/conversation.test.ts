import fc from "fast-check";
import { expect, test } from "vitest";
import { modelTurns } from "./conversation.ts";

const turn = fc.record({ text: fc.string(), role: fc.option(fc.string(), { nil: undefined }) });

test("of what was said before, the newest turns are read, and whatever is older changes nothing", () => {
  fc.assert(
    fc.property(
      turn,
      fc.array(turn),
      fc.array(turn),
      fc.nat({ max: 4 }),
      fc.boolean(),
      (own, older, newest, turns, role) => {
        fc.pre(newest.length >= turns);
        const config = { turns, role };
        const read = modelTurns({ ...own, context: [...older, ...newest] }, config);
        expect(read).toEqual(modelTurns({ ...own, context: newest }, config));
        expect(read).toHaveLength(1 + turns);
      },
    ),
  );
});
