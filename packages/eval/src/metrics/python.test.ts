import { describe, expect, test } from "vitest";
import { similarityNames, type SimilarityName } from "../similarity/similarity.ts";
import { caseNamed, golden, goldenMetrics, pairCaseNames, type GoldenRun } from "../testing/golden.ts";
import { metricDifferences } from "../testing/metric-differences.ts";
import { averagePrecision } from "./average-precision.ts";
import { pearson, spearman } from "./correlation.ts";
import { bestAccuracyThreshold, bestF1Threshold } from "./decision-threshold.ts";

/** A similarity's values of a golden run, by the metric's own name. */
function valuesOf(run: GoldenRun, similarity: SimilarityName, names: readonly string[]): Record<string, number> {
  const values = goldenMetrics(run);
  return Object.fromEntries(names.map((name) => [name, values[`${similarity}_${name}`] ?? NaN]));
}

describe.each(pairCaseNames)("on the golden case %s", (name) => {
  const pairs = caseNamed(golden.pairCases, name);

  test.each(similarityNames)("correlations of %s are scipy's", (similarity) => {
    const scores = Float64Array.from(pairs.scores[similarity]);
    const expected = goldenMetrics(pairs.embeddingSimilarity[similarity]);
    const actual = {
      [`pearson_${similarity}`]: pearson(scores, pairs.graded),
      [`spearman_${similarity}`]: spearman(scores, pairs.graded),
    };
    expect(metricDifferences(actual, expected)).toEqual([]);
  });

  test.each(similarityNames)(
    "thresholds and average precision of %s are sentence-transformers' and scikit-learn's",
    (similarity) => {
      const higherIsBetter = similarity === "cosine" || similarity === "dot";
      // Python's distances come negated; its thresholds are of the distances themselves
      const scores = Float64Array.from(pairs.scores[similarity], (score) => (higherIsBetter ? score : -score));
      const search = { scores, targets: pairs.target, higherIsBetter };
      const { accuracy, threshold } = bestAccuracyThreshold(search);
      const { threshold: f1Threshold, ...byF1 } = bestF1Threshold(search);
      const actual = {
        accuracy,
        accuracy_threshold: threshold,
        ...byF1,
        f1_threshold: f1Threshold,
        ap: averagePrecision(scores, pairs.target, higherIsBetter),
      };
      const expected = valuesOf(pairs.binaryClassification[similarity], similarity, Object.keys(actual));
      expect(metricDifferences(actual, expected)).toEqual([]);
    },
  );
});
