/** Nearest-label accuracy, the evaluators of sentence-transformers, abstain thresholds and an HTML report. */
export { accuracyEvaluator } from "./accuracy-evaluator.ts";
export { binaryClassificationEvaluator, binaryClassificationMetrics } from "./binary-classification.ts";
export { confusions, type Confusion } from "./confusions.ts";
export {
  createEvaluator,
  evaluatorForMetric,
  evaluatorNames,
  metricDirection,
  metricDirections,
  type EvaluatorName,
  type MetricDirection,
} from "./create-evaluator.ts";
export { embeddingSimilarityEvaluator, embeddingSimilarityMetrics } from "./embedding-similarity.ts";
export type { Embeddings } from "./embeddings.ts";
export { isBetter, type EvaluationInput, type Evaluator, type EvaluatorCsv, type Metrics } from "./evaluator.ts";
export { formatAccuracyLine, formatConfusions, formatLabelAccuracy } from "./format-result.ts";
export { labelAccuracy, type LabelAccuracyResult } from "./label-accuracy.ts";
export { averagePrecision } from "./metrics/average-precision.ts";
export { confusionMatrix, type ConfusionMatrix } from "./metrics/confusion-matrix.ts";
export { pearson, spearman } from "./metrics/correlation.ts";
export { labelScores, macroF1, weightedF1, type LabelScores } from "./metrics/label-scores.ts";
export { matthewsCorrelation } from "./metrics/matthews.ts";
export { similarityMatrix, similarityNames, type Scores, type SimilarityName } from "./metrics/similarity.ts";
export { nearestLabel, type NearestLabels } from "./nearest-label.ts";
export type { ScoredPairs } from "./pairs.ts";
export { renderReport, type ReportInput } from "./report/render-report.ts";
export { chooseThreshold, type AbstainThreshold } from "./threshold.ts";
export { evaluate, type ModelEvaluation } from "./evaluate-model.ts";
