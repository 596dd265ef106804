import { IntentsmithError } from "@intentsmith/core";
import { confusionMatrix, countAt, type ConfusionMatrix } from "../metrics/confusion-matrix.ts";
import { labelScores, macroF1, weightedF1, type LabelScores } from "../metrics/label-scores.ts";
import type { Embeddings } from "../similarity/embeddings.ts";
import { nearestLabel, type NearestLabels } from "./nearest-label.ts";

/** How often the nearest label is the right one, and where it is not. */
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
  predictions: NearestLabels;
  /** The expected label indices that came in. [B] */
  targets: Int32Array;
}

/**
 * Nearest-label accuracy, the number that a user of the classifier sees. texts: [B,H], labels: [C,H], targets: [B]
 * label indices, labelNames: [C].
 * @throws DATA_EMPTY without texts; ARGUMENT_INVALID when sizes disagree; MODEL_MALFORMED for values not finite.
 */
export function labelAccuracy(input: {
  texts: Embeddings;
  labels: Embeddings;
  targets: Int32Array;
  labelNames: readonly string[];
}): LabelAccuracyResult {
  const { texts, labels, targets, labelNames } = input;
  if (texts.rowCount === 0) {
    throw new IntentsmithError("DATA_EMPTY", "nothing to evaluate: no text has come in", {
      hint: "Choose a split that has examples.",
    });
  }
  if (labelNames.length !== labels.rowCount) {
    throw new IntentsmithError(
      "ARGUMENT_INVALID",
      `${labelNames.length} label names, but ${labels.rowCount} label embeddings`,
      { hint: "Pass one name a label, in the same order." },
    );
  }
  const predictions = nearestLabel(texts, labels);
  const confusion = confusionMatrix(targets, predictions.label, labelNames.length);
  const perLabel = labelScores(confusion, labelNames);
  const correct = labelNames.reduce((sum, _, k) => sum + countAt(confusion, k, k), 0);
  return {
    accuracy: correct / texts.rowCount,
    correct,
    total: texts.rowCount,
    macroF1: macroF1(perLabel),
    weightedF1: weightedF1(perLabel),
    perLabel,
    confusion,
    predictions,
    targets,
  };
}
