import { describe, expect, test } from "vitest";
import { binaryClassificationEvaluator, binaryClassificationMetrics } from "./binary-classification.ts";
import { similarityNames } from "./metrics/similarity.ts";
import { expectCsv } from "./testing/expect-csv.ts";
import { metricDifferences } from "./testing/metric-differences.ts";
import { caseNamed, embeddingsOf, golden, goldenMetrics, pairCaseNames, scoredPairs } from "./testing/golden.ts";

describe.each(pairCaseNames)("BinaryClassificationEvaluator 6.2.0 on %s", (name) => {
  const pairs = caseNamed(golden.pairCases, name);
  const runs = pairs.binaryClassification;

  test.each(similarityNames)("gives the same metrics, primary metric and CSV by %s", (similarity) => {
    const run = runs[similarity];
    expect(
      metricDifferences(
        binaryClassificationMetrics(scoredPairs(pairs, [similarity], pairs.target)),
        goldenMetrics(run),
      ),
    ).toEqual([]);
    const evaluator = binaryClassificationEvaluator({ similarities: [similarity] });
    expect(evaluator.primaryMetric).toBe(run.primaryMetric);
    expectCsv(evaluator.csv, run);
  });

  test("gives the same metrics, primary metric and CSV by all four at once", () => {
    const actual = binaryClassificationMetrics(scoredPairs(pairs, similarityNames, pairs.target));
    expect(metricDifferences(actual, goldenMetrics(runs.all))).toEqual([]);
    const evaluator = binaryClassificationEvaluator({ similarities: similarityNames });
    expect(evaluator.primaryMetric).toBe(runs.all.primaryMetric);
    expectCsv(evaluator.csv, runs.all);
  });

  test("is cosine alone by default, with its name before the metrics", () => {
    const evaluator = binaryClassificationEvaluator({ name: "dev" });
    expect(evaluator.primaryMetric).toBe(runs.default.primaryMetric);
    expectCsv(evaluator.csv, runs.default);
  });
});

test("the evaluator scores all text × label pairs", () => {
  const metrics = binaryClassificationEvaluator({ name: "dev", similarities: ["euclidean"] }).evaluate({
    texts: embeddingsOf([
      [1, 0],
      [0, 1],
    ]),
    labels: embeddingsOf([
      [1, 0],
      [0, 1],
    ]),
    targets: Int32Array.of(0, 1),
  });
  const halfway = Math.fround(Math.fround(Math.SQRT2) / 2);
  expect(
    metricDifferences(metrics, {
      dev_euclidean_accuracy: 1,
      dev_euclidean_accuracy_threshold: halfway,
      dev_euclidean_f1: 1,
      dev_euclidean_precision: 1,
      dev_euclidean_recall: 1,
      dev_euclidean_f1_threshold: halfway,
      dev_euclidean_ap: 1,
      dev_euclidean_mcc: 1,
    }),
  ).toEqual([]);
});
