import { wilsonInterval } from "../metrics/wilson-interval.ts";
import { confusionPairs } from "./confusion-pairs.ts";
import type { LabelAccuracyResult } from "./label-accuracy.ts";

/** Two labels that the model cannot keep apart, and what that speaks for. */
export interface PairAdvice {
  /** The label that is more often taken for the other. */
  first: string;
  second: string;
  /** Texts of either that were taken for the other. */
  confused: number;
  /** Texts of both. */
  total: number;
  /** Share of all evaluated texts that would be right if the two were one label. */
  gain: number;
  /** merge: mistakes go both ways, the labels mean nearly the same; reword: one label takes the other's texts. */
  advice: "merge" | "reword";
}

/** Surely a larger share of both labels' texts than this goes astray between them: the interval's lower end. */
const notableShare = 0.05;
/** Fewer mistakes between two labels speak for nothing. */
const fewestConfused = 5;
/** The rarer direction has at least this part of the more frequent one, where both ways are meant. */
const bothWays = 1 / 3;

/**
 * Pairs of labels that ought to be merged or reworded: those of which, even at the lower end of the 95 % interval, more
 * than one text in twenty is taken for the other label, and no fewer than five. Most gain first.
 */
export function pairAdvice(result: Pick<LabelAccuracyResult, "confusion" | "perLabel" | "total">): PairAdvice[] {
  const support = new Map(result.perLabel.map((row) => [row.label, row.support]));
  return confusionPairs(result)
    .map(({ first, second, firstAsSecond, secondAsFirst, count }): PairAdvice => ({
      first,
      second,
      confused: count,
      total: (support.get(first) ?? 0) + (support.get(second) ?? 0),
      gain: count / result.total,
      advice: secondAsFirst >= bothWays * firstAsSecond ? "merge" : "reword",
    }))
    .filter(({ confused, total }) => confused >= fewestConfused && wilsonInterval(confused, total).low > notableShare);
}
