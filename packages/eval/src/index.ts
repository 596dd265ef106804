/** Nearest-label accuracy, the evaluators of sentence-transformers, abstain thresholds and an HTML report. */
export { answering, type Answering } from "./calibration/answering.ts";
export { confidencesOf, type ScoredTexts } from "./calibration/scored-texts.ts";
export { outOfScope, type OutOfScopeResult } from "./calibration/out-of-scope.ts";
export { scoreEveryday } from "./calibration/score-everyday.ts";
export { formatAnswering, formatCalibration, formatDecision, formatOutOfScope } from "./report/format-answering.ts";
export { calibration, type Calibration, type ReliabilityBin } from "./calibration/calibration.ts";
export { decisionConfigSchema, type DecisionConfig } from "./calibration/decision-config.ts";
export { fitDecision, type DecisionRows } from "./calibration/fit-decision.ts";
export { fitTemperature, negativeLogLikelihood } from "./calibration/temperature.ts";
export { confusions, type Confusion } from "./classification/confusions.ts";
export { labelAccuracy, type LabelAccuracyResult } from "./classification/label-accuracy.ts";
export type { BestLabels } from "./classification/best-label.ts";
export { embeddingInput, type EvaluationInput } from "./classification/evaluation-input.ts";
export { chooseThreshold, type AbstainThreshold } from "./classification/threshold.ts";
export {
  compareEvaluations,
  requireSameLabels,
  type EvaluationComparison,
  type ToldApart,
} from "./comparison/compare-evaluations.ts";
export { comparePredictions, type Comparison, type Proportion } from "./comparison/compare-predictions.ts";
export { mcnemarExact } from "./comparison/mcnemar.ts";
export { evaluate, type ModelEvaluation } from "./evaluate-model.ts";
export {
  createEvaluator,
  evaluatorForMetric,
  evaluatorNamesFor,
  metricDirection,
  metricDirections,
  type EvaluatorName,
  type MetricDirection,
} from "./evaluators/create-evaluator.ts";
export { closerLook, labelsToExplain, type CloserLook } from "./look/closer-look.ts";
export type { PairAdvice } from "./classification/pair-advice.ts";
export type { UnsureText, UnsureTexts } from "./explain/unsure-texts.ts";
export { findLeaks, type Leak } from "./leaks/leaks.ts";
export type { LeakAccuracy, Share } from "./leaks/leak-accuracy.ts";
export type { Slice, Slices } from "./slices/slices.ts";
export { formatLook, formatUnsure } from "./report/format-look.ts";
export { nearestTrainingTexts, type Neighbour, type Neighbours } from "./explain/nearest-training-texts.ts";
export { isBetter, type Evaluator, type EvaluatorCsv, type Metrics } from "./evaluators/evaluator.ts";
export { bestOtherLabel, confidentLearning, type ConfidentLearning } from "./mislabelled/confident-learning.ts";
export type { ConfusionMatrix } from "./metrics/confusion-matrix.ts";
export { spearman } from "./metrics/correlation.ts";
export { coverageCurve, type CoveragePoint } from "./metrics/coverage.ts";
export type { LabelScores } from "./metrics/label-scores.ts";
export { wilsonInterval, type Interval } from "./metrics/wilson-interval.ts";
export { formatComparison, type ComparedNames, type NamedComparison } from "./report/format-comparison.ts";
export { formatAccuracyLine, formatConfusions, formatLabelAccuracy } from "./report/format-result.ts";
export type { Curve, CurvePoint } from "./report/curves-section.ts";
export type { EvaluationParts } from "./report/evaluation-sections.ts";
export type { GridSetting } from "./report/grid-sections.ts";
export { renderGridReport, type GridReportInput } from "./report/render-grid-report.ts";
export { renderReport, type ReportInput } from "./report/render-report.ts";
export type { PlainTable } from "./report/plain-sections.ts";
export { renderRunReport, type RunReportInput } from "./report/render-run-report.ts";
export type { Embeddings } from "./similarity/embeddings.ts";
