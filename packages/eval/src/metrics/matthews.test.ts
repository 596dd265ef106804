import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { confusionMatrix } from "./confusion-matrix.ts";
import { matthewsCorrelation } from "./matthews.ts";

const binaryPairs = fc.array(fc.tuple(fc.integer({ min: 0, max: 1 }), fc.integer({ min: 0, max: 1 })), {
  minLength: 1,
});

describe("Matthews correlation", () => {
  test("of two classes is (TP·TN − FP·FN) / √((TP+FP)(TP+FN)(TN+FP)(TN+FN))", () => {
    fc.assert(
      fc.property(binaryPairs, (pairs) => {
        const times = (e: number, p: number): number => pairs.filter(([a, b]) => a === e && b === p).length;
        const [tn, fp, fn, tp] = [times(0, 0), times(0, 1), times(1, 0), times(1, 1)];
        const root = Math.sqrt((tp + fp) * (tp + fn) * (tn + fp) * (tn + fn));
        const confusion = confusionMatrix(
          pairs.map(([e]) => e),
          pairs.map(([, p]) => p),
          2,
        );
        expect(matthewsCorrelation(confusion)).toBeCloseTo(root === 0 ? 0 : (tp * tn - fp * fn) / root, 12);
      }),
    );
  });

  test("is 1 for all right, -1 for two classes always swapped, 0 for a constant prediction", () => {
    expect(matthewsCorrelation(confusionMatrix([0, 1, 2], [0, 1, 2], 3))).toBeCloseTo(1, 15);
    expect(matthewsCorrelation(confusionMatrix([0, 1], [1, 0], 2))).toBeCloseTo(-1, 15);
    expect(matthewsCorrelation(confusionMatrix([0, 1, 2], [1, 1, 1], 3))).toBe(0);
  });
});
