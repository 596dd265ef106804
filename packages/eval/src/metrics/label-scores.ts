import { countAt, predictedCounts, supports, type ConfusionMatrix } from "./confusion-matrix.ts";

/** One label's row of the table: precision = TP/(TP+FP), recall = TP/(TP+FN), each 0 where nothing is divided. */
export interface LabelScores {
  label: string;
  precision: number;
  recall: number;
  f1: number;
  /** How often the label was expected. */
  support: number;
}

/**
 * Precision, recall, F1 and support of each label, in the order of `labelNames` [C] (scikit-learn's
 * precision_recall_fscore_support with labels = range(C), zero_division = 0).
 */
export function labelScores(confusion: ConfusionMatrix, labelNames: readonly string[]): LabelScores[] {
  const expected = supports(confusion);
  const predicted = predictedCounts(confusion);
  return labelNames.map((label, k) => {
    const truePositives = countAt(confusion, k, k);
    const support = expected[k] as number;
    return {
      label,
      precision: ratio(truePositives, predicted[k] as number),
      recall: ratio(truePositives, support),
      f1: ratio(2 * truePositives, support + (predicted[k] as number)),
      support,
    };
  });
}

/** Mean F1 over all labels, whether or not the data has them (scikit-learn: average = "macro", labels = range(C)). */
export function macroF1(scores: readonly LabelScores[]): number {
  return ratio(
    scores.reduce((sum, { f1 }) => sum + f1, 0),
    scores.length,
  );
}

/** Mean F1 weighted by support (scikit-learn: average = "weighted"). */
export function weightedF1(scores: readonly LabelScores[]): number {
  return ratio(
    scores.reduce((sum, { f1, support }) => sum + f1 * support, 0),
    scores.reduce((sum, { support }) => sum + support, 0),
  );
}

/** F1 = 2PR/(P+R), the harmonic mean of precision and recall; 0 where both are. */
export function f1Score(precision: number, recall: number): number {
  return ratio(2 * precision * recall, precision + recall);
}

function ratio(numerator: number, denominator: number): number {
  return denominator === 0 ? 0 : numerator / denominator;
}
