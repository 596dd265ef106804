import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { caseNamed, classificationCaseNames, golden } from "../testing/golden.ts";
import { metricDifferences } from "../testing/metric-differences.ts";
import { confusionMatrix } from "./confusion-matrix.ts";
import { f1Score, labelScores, macroF1, weightedF1 } from "./label-scores.ts";

describe("the per-label table", () => {
  test.each(classificationCaseNames)("is scikit-learn's classification report on %s", (name) => {
    const { labels, labelIndex, predicted, ...report } = caseNamed(golden.classification, name);
    const table = labelScores(confusionMatrix(labelIndex, predicted, labels.length), labels);
    expect(table.map(({ label }) => label)).toEqual(labels);
    for (const { label, f1, ...row } of table) {
      expect(metricDifferences({ ...row, "f1-score": f1 }, { ...report.perLabel[label] })).toEqual([]);
    }
    expect(
      metricDifferences(
        { macro: macroF1(table), weighted: weightedF1(table) },
        { macro: report.macro["f1-score"], weighted: report.weighted["f1-score"] },
      ),
    ).toEqual([]);
  });

  test("has F1 as the harmonic mean of precision and recall, between the two", () => {
    const labels = ["a", "b", "c"];
    const index = fc.integer({ min: 0, max: 2 });
    fc.assert(
      fc.property(fc.array(fc.tuple(index, index)), (pairs) => {
        const expected = pairs.map(([e]) => e);
        const predicted = pairs.map(([, p]) => p);
        for (const { precision, recall, f1 } of labelScores(confusionMatrix(expected, predicted, 3), labels)) {
          expect(f1).toBeCloseTo(f1Score(precision, recall), 12);
          expect(f1).toBeLessThanOrEqual(Math.max(precision, recall) + 1e-12);
        }
      }),
    );
  });

  test("is all zeros without a prediction", () => {
    const table = labelScores(confusionMatrix([], [], 1), ["a"]);
    expect(table).toEqual([{ label: "a", precision: 0, recall: 0, f1: 0, support: 0 }]);
    expect(weightedF1(table)).toBe(0);
  });
});
