import type { LabelAccuracyResult } from "./label-accuracy.ts";

/** A text whose best label is not the right one. */
export interface Mistake {
  /** Its place among the evaluated texts, counted from 0. */
  row: number;
  expected: string;
  predicted: string;
  score: number;
  /** Score of the right label, and its place among all labels, counted from 1. */
  expectedScore: number;
  expectedRank: number;
  /** The second best label and its score. */
  runnerUp: string;
  runnerUpScore: number;
}

/** Every wrong text, the most confident mistake first, equals in their order. */
export function mistakes({ predictions, targets, perLabel }: LabelAccuracyResult): Mistake[] {
  const labelCount = perLabel.length;
  const name = (k: number): string => perLabel[k]?.label ?? "";
  return Array.from(targets.keys())
    .filter((row) => predictions.label[row] !== targets[row])
    .sort((a, b) => (predictions.score[b] as number) - (predictions.score[a] as number))
    .map((row) => {
      const scores = predictions.scores.subarray(row * labelCount, (row + 1) * labelCount);
      const [target, best] = [targets[row] as number, predictions.label[row] as number];
      const expectedScore = scores[target] as number;
      let second = target;
      for (const [k, score] of scores.entries()) {
        if (k !== best && (score > (scores[second] as number) || (score === scores[second] && k < second))) second = k;
      }
      return {
        row,
        expected: name(target),
        predicted: name(best),
        score: predictions.score[row] as number,
        expectedScore,
        expectedRank: 1 + scores.filter((score) => score > expectedScore).length,
        runnerUp: name(second),
        runnerUpScore: scores[second] as number,
      };
    });
}
