import type { Scores } from "../similarity/similarity.ts";
import { f1Score } from "./label-scores.ts";
import { tieGroups, type TieGroup } from "./tie-groups.ts";

/** scores [n] are similarities (accepted when ≥ the threshold) or, with higherIsBetter false, distances (≤). */
export interface ThresholdSearch {
  scores: Scores;
  /** 0 or 1 per row. [n] */
  targets: ArrayLike<number>;
  higherIsBetter: boolean;
}

export interface AccuracyThreshold {
  accuracy: number;
  threshold: number;
}

export interface F1Threshold {
  f1: number;
  precision: number;
  recall: number;
  threshold: number;
}

/**
 * The threshold with the best accuracy, starting from "everything negative" (just above the best score); a later
 * threshold wins only when strictly better.
 * (sentence-transformers 6.2.0, BinaryClassificationEvaluator.find_best_acc_and_threshold.)
 */
export function bestAccuracyThreshold({ scores, targets, higherIsBetter }: ThresholdSearch): AccuracyThreshold {
  const total = scores.length;
  const round = roundingOf(scores);
  let positives = 0;
  for (let i = 0; i < total; i++) positives += targets[i] as number;
  let best: AccuracyThreshold = { accuracy: 0, threshold: -1 };
  let isFirst = true;
  for (const group of tieGroups(scores, targets, higherIsBetter)) {
    if (isFirst) {
      const threshold = nextFloat(group.score, higherIsBetter ? Infinity : -Infinity, scores);
      best = { accuracy: (total - positives) / total, threshold };
      isFirst = false;
    }
    const trueNegatives = total - positives - (group.accepted - group.truePositives);
    const accuracy = (group.truePositives + trueNegatives) / total;
    if (accuracy > best.accuracy) best = { accuracy, threshold: thresholdAfter(group, round) };
  }
  return best;
}

/**
 * The threshold with the best F1; a later one wins only when strictly better; all zero without a positive.
 * (sentence-transformers 6.2.0, BinaryClassificationEvaluator.find_best_f1_and_threshold.)
 */
export function bestF1Threshold({ scores, targets, higherIsBetter }: ThresholdSearch): F1Threshold {
  let positives = 0;
  for (let i = 0; i < scores.length; i++) positives += targets[i] as number;
  const round = roundingOf(scores);
  let best: F1Threshold = { f1: 0, precision: 0, recall: 0, threshold: 0 };
  for (const group of tieGroups(scores, targets, higherIsBetter)) {
    const precision = group.truePositives / group.accepted;
    const recall = positives === 0 ? 0 : group.truePositives / positives;
    const f1 = f1Score(precision, recall);
    if (f1 > best.f1) best = { f1, precision, recall, threshold: thresholdAfter(group, round) };
  }
  return best;
}

/** Halfway to the next group's score; the group's own where there is none or where rounding lands on the next. */
function thresholdAfter({ score, nextScore }: TieGroup, round: Round): number {
  if (nextScore === undefined) return score;
  const midpoint = round(round(score + nextScore) / 2);
  return midpoint === nextScore ? score : midpoint;
}

type Round = (value: number) => number;

/** Rounding to the precision of the scores, as numpy's scalars do. */
function roundingOf(scores: Scores): Round {
  return scores instanceof Float32Array ? Math.fround : (value) => value;
}

/** The float next to `value` towards ±Infinity, in the precision of `scores` (numpy's nextafter). */
function nextFloat(value: number, towards: number, scores: Scores): number {
  const float = scores instanceof Float32Array ? Float32Array.of(value) : Float64Array.of(value);
  const isSingle = float instanceof Float32Array;
  if (value === 0) return Math.sign(towards) * (isSingle ? 2 ** -149 : Number.MIN_VALUE);
  // Neighbouring floats of one sign have neighbouring bit patterns, which grow with the magnitude.
  const step = towards > value === value > 0 ? 1 : -1;
  if (isSingle) new Int32Array(float.buffer)[0]! += step;
  else new BigInt64Array(float.buffer)[0]! += BigInt(step);
  return float[0] as number;
}
