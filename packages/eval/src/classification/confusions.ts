import { countAt } from "../metrics/confusion-matrix.ts";
import type { LabelAccuracyResult } from "./label-accuracy.ts";

/** Texts of label `expected` that were taken for label `predicted`. */
export interface Confusion {
  expected: string;
  predicted: string;
  count: number;
}

/** Every pair of labels that was confused, the most frequent first, equals in label order. */
export function confusions({ confusion, perLabel }: Pick<LabelAccuracyResult, "confusion" | "perLabel">): Confusion[] {
  const found: Confusion[] = [];
  for (const [row, expected] of perLabel.entries()) {
    for (const [column, predicted] of perLabel.entries()) {
      const count = countAt(confusion, row, column);
      if (row !== column && count > 0) found.push({ expected: expected.label, predicted: predicted.label, count });
    }
  }
  return found.sort((a, b) => b.count - a.count);
}
