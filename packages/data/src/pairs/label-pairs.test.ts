import { expect, test } from "vitest";
import { pairRows } from "./label-pairs.ts";

test("a text meets every label: one positive and C − 1 negatives", () => {
  const dataset = {
    examples: [{ id: "f:1", where: "f: row 1", text: "halt", label: "stop", split: "test" as const, source: "f" }],
    labels: ["ask_step", "misc", "stop"],
    labelWords: ["ask step", "misc", "stop"],
  };
  expect([...pairRows(dataset)]).toEqual([
    { text: "halt", labelWords: "ask step", target: 0, split: "test" },
    { text: "halt", labelWords: "misc", target: 0, split: "test" },
    { text: "halt", labelWords: "stop", target: 1, split: "test" },
  ]);
});
