import { IntentsmithError } from "@intentsmith/core";
import { confusionMatrix, countAt, type ConfusionMatrix } from "../metrics/confusion-matrix.ts";
import { labelScores, macroF1, weightedF1, type LabelScores } from "../metrics/label-scores.ts";
import { bestLabels, type BestLabels } from "./best-label.ts";
import type { EvaluationInput } from "./evaluation-input.ts";

/** How often the best label is the right one, and where it is not. */
export interface LabelAccuracyResult {
  /** correct / total. */
  accuracy: number;
  correct: number;
  total: number;
  macroF1: number;
  weightedF1: number;
  /** One row a label, in the order of the label names. [C] */
  perLabel: LabelScores[];
  confusion: ConfusionMatrix;
  predictions: BestLabels;
  /** The expected label indices that came in. [B] */
  targets: Int32Array;
}

/**
 * Accuracy of the best label, the number that a user of the classifier sees. labelNames: [C].
 * @throws DATA_EMPTY without texts; ARGUMENT_INVALID when sizes disagree; MODEL_MALFORMED for scores not finite.
 */
export function labelAccuracy(
  input: Omit<EvaluationInput, "embeddings"> & { labelNames: readonly string[] },
): LabelAccuracyResult {
  const { scores, labelCount, targets, labelNames } = input;
  if (scores.length === 0) {
    throw new IntentsmithError("DATA_EMPTY", "nothing to evaluate: no text has come in", {
      hint: "Choose a split that has examples.",
    });
  }
  if (labelNames.length !== labelCount) {
    throw new IntentsmithError(
      "ARGUMENT_INVALID",
      `${labelNames.length} label names, but scores of ${labelCount} labels`,
      {
        hint: "Pass one name a label, in the same order.",
      },
    );
  }
  const predictions = bestLabels(scores, labelCount);
  const total = predictions.label.length;
  const confusion = confusionMatrix(targets, predictions.label, labelNames.length);
  const perLabel = labelScores(confusion, labelNames);
  const correct = labelNames.reduce((sum, _, k) => sum + countAt(confusion, k, k), 0);
  return {
    accuracy: correct / total,
    correct,
    total,
    macroF1: macroF1(perLabel),
    weightedF1: weightedF1(perLabel),
    perLabel,
    confusion,
    predictions,
    targets,
  };
}
