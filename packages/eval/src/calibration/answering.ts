import type { Decision } from "@intentsmith/classifier";
import { bestLabels } from "../classification/best-label.ts";
import { confidencesOf } from "./scored-texts.ts";
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
  { labelCount, targets, ...texts }: EvaluationInput,
  decision: Decision,
  labelNames: readonly string[],
): Answering {
  const confidences = confidencesOf(texts, labelCount, decision);
  const best = bestLabels(texts.scores, labelCount).label;
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

/** Whether a text of this confidence and best label is answered. */
export function isSure(sureness: number, label: string, { threshold, perLabel }: Decision): boolean {
  const least = perLabel !== undefined && Object.hasOwn(perLabel, label) ? (perLabel[label] as number) : threshold;
  return least === null || sureness >= least;
}
