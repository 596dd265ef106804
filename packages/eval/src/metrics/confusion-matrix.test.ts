import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { caseNamed, classificationCaseNames, golden } from "../testing/golden.ts";
import { confusionMatrix, countAt, predictedCounts, supports } from "./confusion-matrix.ts";

const labelPairs = fc.array(fc.tuple(fc.integer({ min: 0, max: 4 }), fc.integer({ min: 0, max: 4 })));

function times(values: readonly number[]): number[] {
  return [0, 1, 2, 3, 4].map((k) => values.filter((value) => value === k).length);
}

describe("the confusion matrix", () => {
  test.each(classificationCaseNames)("is scikit-learn's on %s", (name) => {
    const { labels, labelIndex, predicted, confusionMatrix: expected } = caseNamed(golden.classification, name);
    const confusion = confusionMatrix(labelIndex, predicted, labels.length);
    expect(labels.map((_, row) => labels.map((__, column) => countAt(confusion, row, column)))).toEqual(expected);
  });

  test("has the supports as row sums and the predicted counts as column sums", () => {
    fc.assert(
      fc.property(labelPairs, (pairs) => {
        const expected = pairs.map(([e]) => e);
        const predicted = pairs.map(([, p]) => p);
        const confusion = confusionMatrix(expected, predicted, 5);
        expect([...supports(confusion)]).toEqual(times(expected));
        expect([...predictedCounts(confusion)]).toEqual(times(predicted));
      }),
    );
  });

  test.each([-1, 5, 1.5, NaN])("refuses the label index %d and names the row", (index) => {
    expect(() => confusionMatrix([0, index], [0, 0], 5)).toThrow(
      expect.objectContaining({
        code: "ARGUMENT_INVALID",
        message: `row 1: expected a label index below 5, received ${index}`,
        hint: "Label indices count from 0 in the order of the label names.",
      }),
    );
  });

  test("refuses lists of unequal length and names both", () => {
    expect(() => confusionMatrix([0, 1], [0], 2)).toThrow(
      expect.objectContaining({
        code: "ARGUMENT_INVALID",
        message: "2 expected labels, but 1 predicted ones",
        hint: "Pass one prediction a row.",
      }),
    );
  });
});
