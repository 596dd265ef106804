import { confidence, type Decision } from "@intentsmith/classifier";
import { bestLabels } from "../classification/best-label.ts";
import type { EvaluationInput } from "../classification/evaluation-input.ts";

/** What a decision does to texts of the model's labels. */
export interface Answering {
  /** How sure the model is of each text, by the decision's measure. [B] */
  confidences: Float64Array;
  /** Whether each best label is right. [B] */
  isRight: boolean[];
  answered: number;
  answeredRight: number;
  total: number;
}

/** Applies a decision to evaluated texts. A threshold of a label counts for texts that the label is best of. */
export function answering(
  { scores, labelCount, targets }: EvaluationInput,
  decision: Decision,
  labelNames: readonly string[],
): Answering {
  const confidences = confidencesOf(scores, labelCount, decision);
  const best = bestLabels(scores, labelCount).label;
  const isRight = Array.from(best, (label, i) => label === targets[i]);
  const isAnswered = Array.from(best, (label, i) =>
    isSure(confidences[i] as number, labelNames[label] as string, decision),
  );
  return {
    confidences,
    isRight,
    answered: isAnswered.filter(Boolean).length,
    answeredRight: isAnswered.filter((answered, i) => answered && isRight[i] === true).length,
    total: targets.length,
  };
}

/** The confidence of each text by the decision's measure. scores: [B, C] → [B] */
export function confidencesOf(scores: Float32Array, labelCount: number, decision: Decision): Float64Array {
  return Float64Array.from({ length: scores.length / labelCount }, (_, i) =>
    confidence(scores.subarray(i * labelCount, (i + 1) * labelCount), decision.by, decision.temperature),
  );
}

/** Whether a text of this confidence and best label is answered. */
export function isSure(sureness: number, label: string, { threshold, perLabel }: Decision): boolean {
  const least = perLabel !== undefined && Object.hasOwn(perLabel, label) ? (perLabel[label] as number) : threshold;
  return least === null || sureness >= least;
}
