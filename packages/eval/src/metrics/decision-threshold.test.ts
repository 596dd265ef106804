import fc from "fast-check";
import { describe, expect, test } from "vitest";
import type { Scores } from "../similarity/similarity.ts";
import { bestAccuracyThreshold, bestF1Threshold } from "./decision-threshold.ts";

const scored = fc.array(fc.tuple(fc.integer({ min: -5, max: 5 }), fc.integer({ min: 0, max: 1 })), {
  minLength: 1,
  maxLength: 40,
});

/** Right decisions at a threshold, counted directly. */
function accuracyAt(scores: Scores, targets: number[], threshold: number, higherIsBetter: boolean): number {
  const right = targets.filter((target, i) => {
    const score = scores[i] as number;
    return (higherIsBetter ? score >= threshold : score <= threshold) === (target === 1);
  });
  return right.length / targets.length;
}

describe.each([true, false])("threshold searches where higher is better: %s", (higherIsBetter) => {
  test.each([32, 64])("reach the reported accuracy at the reported threshold in float%d", (bits) => {
    fc.assert(
      fc.property(scored, (rows) => {
        const values = rows.map(([score]) => score / 7);
        const scores = bits === 32 ? Float32Array.from(values) : Float64Array.from(values);
        const targets = rows.map(([, target]) => target);
        const { accuracy, threshold } = bestAccuracyThreshold({ scores, targets, higherIsBetter });
        expect(accuracyAt(scores, targets, threshold, higherIsBetter)).toBe(accuracy);
        for (const other of scores) {
          expect(accuracyAt(scores, targets, other, higherIsBetter)).toBeLessThanOrEqual(accuracy);
        }
      }),
    );
  });

  test("report the F1 that the reported threshold gives", () => {
    fc.assert(
      fc.property(scored, (rows) => {
        const scores = Float32Array.from(rows, ([score]) => score / 7);
        const targets = rows.map(([, target]) => target);
        const best = bestF1Threshold({ scores, targets, higherIsBetter });
        const positives = targets.filter((target) => target === 1).length;
        fc.pre(positives > 0);
        const accepted = targets.filter((_, i) =>
          higherIsBetter ? (scores[i] as number) >= best.threshold : (scores[i] as number) <= best.threshold,
        );
        const hits = accepted.filter((target) => target === 1).length;
        expect(best.precision).toBe(hits / accepted.length);
        expect(best.recall).toBe(hits / positives);
      }),
    );
  });
});

test("the F1 search reports zeros without a positive", () => {
  const search = { scores: Float32Array.of(0.5, 0.25), targets: [0, 0], higherIsBetter: true };
  expect(bestF1Threshold(search)).toEqual({ f1: 0, precision: 0, recall: 0, threshold: 0 });
});

describe("the accuracy threshold", () => {
  test("lies just above the best score when no positive can be had", () => {
    const scores = Float32Array.of(0.5, 0.25);
    const { threshold } = bestAccuracyThreshold({ scores, targets: [0, 0], higherIsBetter: true });
    expect(threshold).toBe(0.5 + 2 ** -24);
    const distances = bestAccuracyThreshold({ scores, targets: [0, 0], higherIsBetter: false });
    expect(distances.threshold).toBe(0.25 - 2 ** -26);
  });

  test("is the smallest float beside a best score of zero", () => {
    const search = { targets: [0], higherIsBetter: true };
    expect(bestAccuracyThreshold({ ...search, scores: Float32Array.of(0) }).threshold).toBe(2 ** -149);
    expect(bestAccuracyThreshold({ ...search, scores: Float64Array.of(0) }).threshold).toBe(Number.MIN_VALUE);
  });

  test("does not take in the next score when the midpoint rounds onto it", () => {
    const upper = 1 + 2 ** -23;
    const scores = Float32Array.of(upper, 1);
    expect(bestAccuracyThreshold({ scores, targets: [1, 0], higherIsBetter: true })).toEqual({
      accuracy: 1,
      threshold: upper,
    });
  });
});
