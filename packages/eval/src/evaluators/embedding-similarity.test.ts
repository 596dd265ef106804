import { expect, test } from "vitest";
import { similarityNames } from "../similarity/similarity.ts";
import { agreesWithPython } from "../testing/agrees-with-python.ts";
import { embeddingInput } from "../classification/evaluation-input.ts";
import { caseNamed, embeddingsOf, golden, goldenMetrics, pairCaseNames, scoredPairs } from "../testing/golden.ts";
import { metricDifferences } from "../testing/metric-differences.ts";
import { embeddingSimilarityEvaluator, embeddingSimilarityMetrics } from "./embedding-similarity.ts";

agreesWithPython({
  className: "EmbeddingSimilarityEvaluator",
  create: embeddingSimilarityEvaluator,
  metrics: embeddingSimilarityMetrics,
  runs: (pairs) => pairs.embeddingSimilarity,
  targets: (pairs) => pairs.graded,
});

test.each(pairCaseNames)("with 0 and 1 as gold scores, the metrics are Python's, too, on %s", (name) => {
  const pairs = caseNamed(golden.pairCases, name);
  const actual = embeddingSimilarityMetrics(scoredPairs(pairs, ["cosine"], pairs.target));
  expect(metricDifferences(actual, goldenMetrics(pairs.embeddingSimilarity.defaultOnTargets))).toEqual([]);
});

test("the evaluator scores all text × label pairs", () => {
  const evaluator = embeddingSimilarityEvaluator({ name: "dev" });
  const metrics = evaluator.evaluate(
    embeddingInput(
      embeddingsOf([
        [1, 0],
        [0, 1],
      ]),
      embeddingsOf([
        [1, 0],
        [0, 1],
      ]),
      Int32Array.of(0, 1),
    ),
  );
  expect(metricDifferences(metrics, { dev_pearson_cosine: 1, dev_spearman_cosine: 1 })).toEqual([]);
});

test("a main similarity is the primary metric, alone or among several", () => {
  expect(embeddingSimilarityEvaluator({ mainSimilarity: "dot" }).csv.header).toBe(
    "epoch,steps,dot_pearson,dot_spearman",
  );
  const several = embeddingSimilarityEvaluator({ mainSimilarity: "dot", similarities: similarityNames });
  expect(several.primaryMetric).toBe("spearman_dot");
});
