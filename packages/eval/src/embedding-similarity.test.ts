import { describe, expect, test } from "vitest";
import { embeddingSimilarityEvaluator, embeddingSimilarityMetrics } from "./embedding-similarity.ts";
import { similarityNames } from "./metrics/similarity.ts";
import { expectCsv } from "./testing/expect-csv.ts";
import { metricDifferences } from "./testing/metric-differences.ts";
import { caseNamed, embeddingsOf, golden, goldenMetrics, pairCaseNames, scoredPairs } from "./testing/golden.ts";

describe.each(pairCaseNames)("EmbeddingSimilarityEvaluator 6.2.0 on %s", (name) => {
  const pairs = caseNamed(golden.pairCases, name);
  const runs = pairs.embeddingSimilarity;

  test.each(similarityNames)("gives the same metrics, primary metric and CSV by %s", (similarity) => {
    const run = runs[similarity];
    expect(
      metricDifferences(embeddingSimilarityMetrics(scoredPairs(pairs, [similarity], pairs.graded)), goldenMetrics(run)),
    ).toEqual([]);
    const evaluator = embeddingSimilarityEvaluator({ similarities: [similarity] });
    expect(evaluator.primaryMetric).toBe(run.primaryMetric);
    expectCsv(evaluator.csv, run);
  });

  test("gives the same metrics, primary metric and CSV by all four at once", () => {
    const actual = embeddingSimilarityMetrics(scoredPairs(pairs, similarityNames, pairs.graded));
    expect(metricDifferences(actual, goldenMetrics(runs.all))).toEqual([]);
    const evaluator = embeddingSimilarityEvaluator({ similarities: similarityNames });
    expect(evaluator.primaryMetric).toBe(runs.all.primaryMetric);
    expectCsv(evaluator.csv, runs.all);
  });

  test("is cosine alone by default, with its name before the metrics", () => {
    const evaluator = embeddingSimilarityEvaluator({ name: "dev" });
    expect(evaluator.primaryMetric).toBe(runs.default.primaryMetric);
    expectCsv(evaluator.csv, runs.default);
  });

  test("gives the same metrics with 0 and 1 as gold scores", () => {
    const actual = embeddingSimilarityMetrics(scoredPairs(pairs, ["cosine"], pairs.target));
    expect(metricDifferences(actual, goldenMetrics(runs.defaultOnTargets))).toEqual([]);
  });
});

test("the evaluator scores all text × label pairs", () => {
  const evaluator = embeddingSimilarityEvaluator({ name: "dev" });
  const metrics = evaluator.evaluate({
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
  expect(metricDifferences(metrics, { dev_pearson_cosine: 1, dev_spearman_cosine: 1 })).toEqual([]);
});

test("a main similarity is the primary metric, alone or among several", () => {
  expect(embeddingSimilarityEvaluator({ mainSimilarity: "dot" }).csv.header).toBe(
    "epoch,steps,dot_pearson,dot_spearman",
  );
  const several = embeddingSimilarityEvaluator({ mainSimilarity: "dot", similarities: similarityNames });
  expect(several.primaryMetric).toBe("spearman_dot");
});
