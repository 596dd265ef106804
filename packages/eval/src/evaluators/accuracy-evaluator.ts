import { labelAccuracy } from "../classification/label-accuracy.ts";
import { nameEvaluator, type Evaluator } from "./evaluator.ts";

const metricNames = ["accuracy", "macro_f1", "weighted_f1"] as const;

/**
 * Accuracy of the best label as an evaluator: `accuracy`, `macro_f1`, `weighted_f1`. sentence-transformers has none like
 * it; the CSV follows its LabelAccuracyEvaluator (`accuracy_evaluation_results.csv`) with two more columns.
 */
export function accuracyEvaluator(options: { name?: string } = {}): Evaluator {
  return nameEvaluator({
    name: options.name ?? "",
    primaryMetric: "accuracy",
    csvName: "accuracy_evaluation",
    csvColumns: metricNames.map((metric) => [metric, metric] as const),
    evaluate: (input) => {
      const labelNames = Array.from({ length: input.labelCount }, (_, k) => String(k));
      const result = labelAccuracy({ ...input, labelNames });
      return { accuracy: result.accuracy, macro_f1: result.macroF1, weighted_f1: result.weightedF1 };
    },
  });
}
