import { averagePrecision } from "../metrics/average-precision.ts";
import { confusionMatrix } from "../metrics/confusion-matrix.ts";
import { bestAccuracyThreshold, bestF1Threshold } from "../metrics/decision-threshold.ts";
import { matthewsCorrelation } from "../metrics/matthews.ts";
import type { Scores, SimilarityName } from "../similarity/similarity.ts";
import { nameEvaluator, type Evaluator, type Metrics } from "./evaluator.ts";
import { pythonMax, scoreAllPairs, type ScoredPairs } from "./pairs.ts";

/** One similarity's metrics, in the order of the CSV's columns. */
export const binaryMetricNames = [
  "accuracy",
  "accuracy_threshold",
  "f1",
  "precision",
  "recall",
  "f1_threshold",
  "ap",
  "mcc",
] as const;

type BinaryMetrics = Record<(typeof binaryMetricNames)[number], number>;

/**
 * The metrics of one similarity. scores: [P], larger is nearer (euclidean and manhattan: negated distances, turned
 * back into distances here, so that their thresholds are distances); targets: [P], 0 or 1. precision, recall and mcc
 * are those at the best F1's threshold.
 */
function binaryMetrics(similarity: SimilarityName, scores: Scores, targets: ArrayLike<number>): BinaryMetrics {
  const higherIsBetter = similarity === "cosine" || similarity === "dot";
  const search = { scores: higherIsBetter ? scores : scores.map((score) => -score), targets, higherIsBetter };
  const byAccuracy = bestAccuracyThreshold(search);
  const byF1 = bestF1Threshold(search);
  const predicted = Uint8Array.from(search.scores, (score) =>
    Number(higherIsBetter ? score >= byF1.threshold : score <= byF1.threshold),
  );
  return {
    accuracy: byAccuracy.accuracy,
    accuracy_threshold: byAccuracy.threshold,
    f1: byF1.f1,
    precision: byF1.precision,
    recall: byF1.recall,
    f1_threshold: byF1.threshold,
    ap: averagePrecision(search.scores, targets, higherIsBetter),
    mcc: matthewsCorrelation(confusionMatrix(targets, predicted, 2)),
  };
}

/**
 * The metrics of each similarity, `cosine_accuracy`, `cosine_ap`, …; of several similarities also the largest of each,
 * `max_accuracy`, `max_ap`, …. Targets: 0 or 1.
 */
export function binaryClassificationMetrics({ scores, targets }: ScoredPairs): Metrics {
  const rows = Object.entries(scores).map(
    ([similarity, values]) => [similarity, binaryMetrics(similarity as SimilarityName, values, targets)] as const,
  );
  const metrics: Metrics = {};
  for (const [similarity, values] of rows) {
    for (const metric of binaryMetricNames) metrics[`${similarity}_${metric}`] = values[metric];
  }
  for (const metric of rows.length > 1 ? binaryMetricNames : []) {
    metrics[`max_${metric}`] = pythonMax(rows.map(([, values]) => values[metric]));
  }
  return metrics;
}

/**
 * BinaryClassificationEvaluator of sentence-transformers 6.2.0 over all text × label pairs: same metric names, primary
 * metric and CSV. With C labels, "all negative" is already right for (C−1)/C of the pairs, so choose models by `ap` or
 * by the nearest-label accuracy, not by this accuracy.
 */
export function binaryClassificationEvaluator(
  options: {
    name?: string;
    /** Default, also for an empty list: cosine alone. */
    similarities?: readonly SimilarityName[];
  } = {},
): Evaluator {
  const { name = "" } = options;
  const similarities = options.similarities?.length ? options.similarities : (["cosine"] as const);
  const several = similarities.length > 1;
  return nameEvaluator({
    name,
    primaryMetric: several ? "max_ap" : `${similarities[0]}_ap`,
    csvName: "binary_classification_evaluation",
    csvColumns: similarities.flatMap((similarity) =>
      binaryMetricNames.map((metric) => [`${similarity}_${metric}`, `${similarity}_${metric}`] as const),
    ),
    evaluate: (input) => binaryClassificationMetrics(scoreAllPairs(input, similarities)),
  });
}
