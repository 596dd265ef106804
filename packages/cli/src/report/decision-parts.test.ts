import type { Decision } from "@intentsmith/classifier";
import { labelAccuracy } from "@intentsmith/eval";
import { expect, test } from "vitest";
import { decisionParts } from "./decision-parts.ts";

const input = {
  scores: Float32Array.of(3, 1, 2, 1.5, 0, 1),
  labelCount: 2,
  targets: Int32Array.of(0, 1, 1),
};
const evaluation = {
  examples: [],
  outOfScope: { scores: new Float32Array() },
  input,
  result: labelAccuracy({ ...input, labelNames: ["a", "b"] }),
};
const decision: Decision = {
  temperature: 1,
  by: "margin",
  threshold: 0.75,
  metric: "coverage",
  value: 0.95,
  rows: 100,
  source: "validation",
};

test("coverage goes by the decision's own confidence: margins 2 and 1 are right, 0.5 is wrong", () => {
  const { coverage, threshold } = decisionParts(evaluation, decision);
  expect(coverage?.map(({ threshold, accuracy }) => [threshold, accuracy])).toEqual([
    [0.5, 2 / 3],
    [1, 1],
    [2, 1],
  ]);
  expect(threshold).toBeUndefined();
});

test("a threshold on the score stands in the histogram, none where every text is answered", () => {
  expect(decisionParts(evaluation, { ...decision, by: "score" }).threshold).toBe(0.75);
  expect(decisionParts(evaluation, { ...decision, by: "score", threshold: null })).not.toHaveProperty("threshold");
});

test("probabilities are compared with what is right", () => {
  const bins = decisionParts(evaluation, decision).reliability ?? [];
  expect(bins.reduce((sum, { count }) => sum + count, 0)).toBe(3);
  // softmax of margin 0.5: 1 / (1 + e^-0.5)
  expect(bins[0]).toMatchObject({ count: 1, accuracy: 0 });
  expect(bins[0]?.confidence).toBeCloseTo(0.62246, 5);
});

test("a model without a decision leaves the report as it is", () => {
  expect(decisionParts(evaluation, undefined)).toEqual({});
});
