import { describe, expect, test } from "vitest";
import { confidence, probabilities } from "./confidence.ts";
import { abstainReason } from "./decide.ts";
import type { Decision } from "./decision-record.ts";

const scores = Float32Array.of(2, 1, -1);
const decision: Decision = {
  temperature: 1,
  by: "score",
  threshold: 1.5,
  metric: "coverage",
  value: 0.95,
  rows: 100,
  source: "validation",
};

describe("confidence, by hand", () => {
  // e^2 + e^1 + e^-1 = 10.475217..., e^2 = 7.389056...
  test.each([
    ["score", 2],
    ["margin", 1],
    ["probability", 7.389056 / 10.475217],
    ["energy", Math.log(10.475217)],
  ] as const)("%s", (by, expected) => {
    expect(confidence(scores, by, 1)).toBeCloseTo(expected, 5);
  });

  test("probabilities add up to 1 and do not overflow", () => {
    const shares = probabilities(Float32Array.of(900, 899, -900), 0.05);
    expect(shares.reduce((a, b) => a + b)).toBeCloseTo(1, 12);
    expect(shares[0]).toBeGreaterThan(0.99);
  });

  test("a higher temperature makes every label more alike", () => {
    expect(probabilities(scores, 2)[0]).toBeLessThan(probabilities(scores, 1)[0] as number);
  });
});

describe("a text is not answered", () => {
  test("below the threshold, and answered at it", () => {
    expect(abstainReason(scores, "a", "known", decision)).toBeUndefined();
    expect(abstainReason(Float32Array.of(1.5, 0), "a", "known", decision)).toBeUndefined();
    expect(abstainReason(Float32Array.of(1.49, 0), "a", "known", decision)).toBe("below-threshold");
  });

  test("by its label's own threshold, where the best label has one", () => {
    const perLabel = { a: 3 };
    expect(abstainReason(scores, "a", "known", { ...decision, perLabel })).toBe("below-threshold");
    expect(abstainReason(scores, "toString", "known", { ...decision, perLabel })).toBeUndefined();
  });

  test("without a token, or without one that the encoder knows, whatever the decision", () => {
    expect(abstainReason(scores, "a", "none", undefined)).toBe("empty");
    expect(abstainReason(scores, "a", "unknown", undefined)).toBe("unknown-tokens");
    expect(abstainReason(scores, "a", "known", undefined)).toBeUndefined();
  });

  test("never, where no threshold was fitted", () => {
    expect(abstainReason(Float32Array.of(-9, -9), "a", "known", { ...decision, threshold: null })).toBeUndefined();
  });
});
