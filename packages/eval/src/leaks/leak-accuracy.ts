import type { LabelAccuracyResult } from "../classification/label-accuracy.ts";
import { wilsonInterval, type Interval } from "../metrics/wilson-interval.ts";
import type { Leak } from "./leaks.ts";

/** What leaks from training do to an accuracy. */
export interface LeakAccuracy {
  /** Texts that are the same as a training text, and those that are near one. */
  same: number;
  near: number;
  /** The cosine from which on a text is near; undefined: it was not looked at. */
  threshold?: number | undefined;
  /** Accuracy of the texts that leak, and of all others; undefined where there are none. */
  leaked?: Share | undefined;
  rest?: Share | undefined;
}

/** An accuracy with its 95 % interval. */
export interface Share {
  total: number;
  correct: number;
  accuracy: number;
  interval: Interval;
}

/** Accuracy on the texts that also stand in training, and on the rest. */
export function leakAccuracy(
  { targets, predictions }: Pick<LabelAccuracyResult, "targets" | "predictions">,
  leaks: readonly Leak[],
  threshold?: number,
): LeakAccuracy {
  const leaked = new Set(leaks.map(({ row }) => row));
  const rows = Array.from(targets.keys());
  const share = (of: readonly number[]): Share | undefined => {
    const correct = of.filter((row) => predictions.label[row] === targets[row]).length;
    const total = of.length;
    return total === 0
      ? undefined
      : { total, correct, accuracy: correct / total, interval: wilsonInterval(correct, total) };
  };
  return {
    same: leaks.filter(({ isSame }) => isSame).length,
    near: leaks.filter(({ isSame }) => !isSame).length,
    threshold,
    leaked: share(rows.filter((row) => leaked.has(row))),
    rest: share(rows.filter((row) => !leaked.has(row))),
  };
}
