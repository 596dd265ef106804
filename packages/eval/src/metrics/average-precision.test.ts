import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { averagePrecision } from "./average-precision.ts";

const scored = fc.array(fc.tuple(fc.integer({ min: -9, max: 9 }), fc.integer({ min: 0, max: 1 })), {
  minLength: 1,
  maxLength: 60,
});

describe("average precision", () => {
  test("lies between the share of positives over n and 1, and is 0 only without a positive", () => {
    fc.assert(
      fc.property(scored, (rows) => {
        const targets = rows.map(([, target]) => target);
        const positives = targets.filter((target) => target === 1).length;
        const ap = averagePrecision(
          rows.map(([score]) => score),
          targets,
        );
        expect(ap).toBeGreaterThanOrEqual(positives / rows.length / rows.length);
        expect(ap).toBeLessThanOrEqual(1);
        expect(ap === 0).toBe(positives === 0);
      }),
    );
  });

  test("is the share of positives when all scores are equal", () => {
    expect(averagePrecision([7, 7, 7, 7], [1, 0, 0, 1])).toBe(0.5);
  });

  test("is 1 when every positive stands before every negative", () => {
    expect(averagePrecision([0.9, 0.8, 0.1], [1, 1, 0])).toBe(1);
  });

  test("of distances is that of the negated distances", () => {
    fc.assert(
      fc.property(scored, (rows) => {
        const targets = rows.map(([, target]) => target);
        const scores = rows.map(([score]) => score);
        const negated = scores.map((score) => -score);
        expect(averagePrecision(negated, targets, false)).toBe(averagePrecision(scores, targets));
      }),
    );
  });

  test("does not depend on the order of the rows", () => {
    fc.assert(
      fc.property(scored, (rows) => {
        const of = (list: typeof rows): number =>
          averagePrecision(
            list.map(([score]) => score),
            list.map(([, target]) => target),
          );
        expect(of(rows.toReversed())).toBe(of(rows));
      }),
    );
  });
});
