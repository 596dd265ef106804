import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { atCoverage, coverageCurve } from "./coverage.ts";

describe("the coverage–accuracy curve", () => {
  const curve = coverageCurve([0.9, 0.5, 0.7, 0.5], [true, false, true, true]);

  test("goes from all texts to the surest; equally sure ones are answered together", () => {
    expect(curve).toEqual([
      { coverage: 1, accuracy: 0.75, answered: 4, correct: 3, threshold: 0.5 },
      { coverage: 0.5, accuracy: 1, answered: 2, correct: 2, threshold: 0.7 },
      { coverage: 0.25, accuracy: 1, answered: 1, correct: 1, threshold: 0.9 },
    ]);
  });

  test("gives the point of at least a coverage", () => {
    expect(atCoverage(curve, 1)?.answered).toBe(4);
    expect(atCoverage(curve, 0.4)?.answered).toBe(2);
    expect(atCoverage(curve, 0.6)?.answered).toBe(4);
    expect(atCoverage([], 1)).toBeUndefined();
  });

  test("counts at each threshold what a filter over the texts counts", () => {
    const rows = fc.array(fc.tuple(fc.integer({ min: 0, max: 9 }), fc.boolean()), { minLength: 1, maxLength: 50 });
    fc.assert(
      fc.property(rows, (texts) => {
        for (const point of coverageCurve(
          texts.map(([sure]) => sure),
          texts.map(([, right]) => right),
        )) {
          const answered = texts.filter(([sure]) => sure >= point.threshold);
          expect(point.answered).toBe(answered.length);
          expect(point.correct).toBe(answered.filter(([, right]) => right).length);
          expect(point.coverage).toBe(answered.length / texts.length);
        }
      }),
    );
  });
});
