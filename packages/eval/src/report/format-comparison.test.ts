import { expect, test } from "vitest";
import type { EvaluationComparison } from "../comparison/compare-evaluations.ts";
import { formatComparison, verdictText } from "./format-comparison.ts";

const comparison: EvaluationComparison = {
  total: 672,
  model: { accuracy: 538 / 672, correct: 538, interval: { low: 0, high: 1 } },
  other: { accuracy: 533 / 672, correct: 533, interval: { low: 0, high: 1 } },
  difference: { value: 5 / 672, low: -0.0119, high: 0.0268 },
  verdict: "tied",
  pValue: 0.5515,
  bothRight: 523,
  bothWrong: 124,
  groupCount: 60,
  onlyModel: [
    { id: "a.csv:7", text: "next\u001B[31m", label: "go_on", model: "go_on", other: "stop" },
    { id: "a.csv:9", text: "x".repeat(300), label: "go_on", model: "go_on", other: "stop" },
  ],
  onlyOther: [],
};

test("says both accuracies, the difference, what it means, and the texts that tell them apart", () => {
  const lines = formatComparison(comparison, { model: "runs/b", other: "runs/a" }, { top: 1 }).split("\n");
  expect(lines).toEqual([
    "runs/b against runs/a",
    "model  accuracy 0.8006 (538/672), 95 % interval 0.7687 to 0.8291",
    "other  accuracy 0.7932 (533/672), 95 % interval 0.7609 to 0.8221",
    "difference +0.0074, 95 % interval -0.0119 to +0.0268, by a paired bootstrap over 60 conversations (or texts of none)",
    "tied within noise: the interval holds 0; 2 texts are right by the model alone, 0 by the other alone; McNemar's exact test: p = 0.5515",
    "",
    "right by the model alone: 2",
    '  "next\\u001b[31m" is go_on, the other says stop (a.csv:7)',
    "  and 1 more (all of them with --json)",
    "",
    "right by the other alone: 0",
  ]);
});

test("a long text is cut", () => {
  const text = formatComparison(comparison, { model: "b", other: "a" }, { top: 2 });
  expect(text).toContain(`"${"x".repeat(100)}…" is go_on`);
});

test.each([
  ["better", "the model is better: the interval lies above 0"],
  ["worse", "the model is worse: the interval lies below 0"],
] as const)("%s is said as such, with a small p in powers of ten", (verdict, words) => {
  const text = verdictText({ ...comparison, verdict, pValue: 5.58e-26 });
  expect(text).toMatch(new RegExp(`^${words}; .*p = 5\\.6e-26$`));
});
