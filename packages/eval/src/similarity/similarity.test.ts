import { describe, expect, test } from "vitest";
import { caseNamed, embeddingsOf, golden, pairCaseNames } from "../testing/golden.ts";
import { isNear } from "../testing/metric-differences.ts";
import { similarityMatrix, similarityNames } from "./similarity.ts";

describe.each(similarityNames)("%s similarity", (name) => {
  test.each(pairCaseNames)("agrees with sentence-transformers on %s to float32 rounding", (caseName) => {
    const pairs = caseNamed(golden.pairCases, caseName);
    const right = embeddingsOf(pairs.rightEmbeddings);
    const matrix = similarityMatrix(embeddingsOf(pairs.leftEmbeddings), right, name);
    const expected = pairs.scores[name];
    const far = expected.filter((value, pair) => {
      const at = (pairs.left[pair] as number) * right.rowCount + (pairs.right[pair] as number);
      return !isNear(matrix[at] as number, value, 1e-6, 1e-6);
    });
    expect(expected.length).toBeGreaterThan(0);
    expect(far).toEqual([]);
  });

  test("of a row of zeros is a number", () => {
    const zero = embeddingsOf([[0, 0, 0]]);
    expect(similarityMatrix(zero, embeddingsOf([[1, 2, 3]]), name)[0]).not.toBeNaN();
    expect(Math.abs(similarityMatrix(zero, zero, name)[0] as number)).toBe(0);
  });
});
