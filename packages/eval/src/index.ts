/** Nearest-label accuracy, the evaluators of sentence-transformers, abstain thresholds and an HTML report. */
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
export type { Embeddings } from "./embeddings.ts";
export { isBetter, type EvaluationInput, type Evaluator, type EvaluatorCsv, type Metrics } from "./evaluator.ts";
export { formatAccuracyLine, formatConfusions, formatLabelAccuracy } from "./format-result.ts";
export { labelAccuracy, type LabelAccuracyResult } from "./label-accuracy.ts";
export type { ConfusionMatrix } from "./metrics/confusion-matrix.ts";
export { spearman } from "./metrics/correlation.ts";
export type { LabelScores } from "./metrics/label-scores.ts";
export { renderReport, type ReportInput } from "./report/render-report.ts";
export { chooseThreshold, type AbstainThreshold } from "./threshold.ts";
export { evaluate, type ModelEvaluation } from "./evaluate-model.ts";
