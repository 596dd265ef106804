import { expect, test } from "vitest";
import { agreesWithPython } from "../testing/agrees-with-python.ts";
import { embeddingInput } from "../classification/evaluation-input.ts";
import { embeddingsOf } from "../testing/golden.ts";
import { metricDifferences } from "../testing/metric-differences.ts";
import { binaryClassificationEvaluator, binaryClassificationMetrics } from "./binary-classification.ts";

agreesWithPython({
  className: "BinaryClassificationEvaluator",
  create: binaryClassificationEvaluator,
  metrics: binaryClassificationMetrics,
  runs: (pairs) => pairs.binaryClassification,
  targets: (pairs) => pairs.target,
});

test("the evaluator scores all text × label pairs", () => {
  const metrics = binaryClassificationEvaluator({ name: "dev", similarities: ["euclidean"] }).evaluate(
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
