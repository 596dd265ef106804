import type { LabelAccuracyResult } from "../classification/label-accuracy.ts";
import { wilsonInterval, type Interval } from "../metrics/wilson-interval.ts";
import type { Slicing } from "./slice-names.ts";

/** Slices of fewer texts are counted, not shown: their accuracy says nothing. */
export const leastTexts = 10;

/** The accuracy of the texts that have one thing in common. */
export interface Slice {
  /** What they were sliced by: "role". */
  by: string;
  /** What they have in common: "student". */
  value: string;
  total: number;
  correct: number;
  accuracy: number;
  interval: Interval;
  /** Whether the whole interval lies below the accuracy of all texts. */
  isWeak: boolean;
}

export interface Slices {
  /** The worst first: by the upper end of the interval, so that a few unlucky texts do not lead the list. */
  slices: Slice[];
  /** How many slices have fewer than `leastTexts` texts. */
  small: number;
}

/** Accuracy slice by slice. A slicing that puts all texts into one slice tells nothing and is left out. */
export function measureSlices(
  { targets, predictions, accuracy }: Pick<LabelAccuracyResult, "targets" | "predictions" | "accuracy">,
  slicings: readonly Slicing[],
): Slices {
  const all = slicings.flatMap(({ by, values }) => {
    const counts = new Map<string, { total: number; correct: number }>();
    for (const [row, value] of values.entries()) {
      if (value === undefined) continue;
      const count = counts.get(value) ?? { total: 0, correct: 0 };
      count.total += 1;
      count.correct += Number(predictions.label[row] === targets[row]);
      counts.set(value, count);
    }
    const isOne = counts.size === 1 && !values.includes(undefined);
    return isOne ? [] : Array.from(counts, ([value, count]) => ({ by, value, ...count }));
  });
  const slices = all
    .filter(({ total }) => total >= leastTexts)
    .map(({ total, correct, ...rest }): Slice => {
      const interval = wilsonInterval(correct, total);
      return { ...rest, total, correct, accuracy: correct / total, interval, isWeak: interval.high < accuracy };
    })
    .sort((a, b) => a.interval.high - b.interval.high || b.total - a.total);
  return { slices, small: all.length - slices.length };
}
