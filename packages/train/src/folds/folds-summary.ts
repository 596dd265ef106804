import { wilsonInterval, type Interval } from "@intentsmith/eval";
import type { FoldResult } from "./folds-record.ts";

/** What a cross-validation says: every text judged once, and how far the folds lie apart. */
export interface FoldsSummary {
  folds: readonly FoldResult[];
  /** Over all texts, each judged by the model that did not see it. */
  accuracy: number;
  correct: number;
  total: number;
  interval: Interval;
  /** Over the folds' accuracies; the deviation divides by n − 1, and is NaN for one fold. */
  mean: number;
  deviation: number;
  lowest: number;
  highest: number;
  meanMacroF1: number;
}

/** Sums up the folds that are finished. @returns undefined without any. */
export function summariseFolds(folds: readonly FoldResult[]): FoldsSummary | undefined {
  if (folds.length === 0) return undefined;
  const accuracies = folds.map(({ accuracy }) => accuracy);
  const correct = sum(folds.map((fold) => fold.correct));
  const total = sum(folds.map((fold) => fold.total));
  const mean = sum(accuracies) / folds.length;
  return {
    folds,
    accuracy: correct / total,
    correct,
    total,
    interval: wilsonInterval(correct, total),
    mean,
    deviation: Math.sqrt(sum(accuracies.map((value) => (value - mean) ** 2)) / (folds.length - 1)),
    lowest: Math.min(...accuracies),
    highest: Math.max(...accuracies),
    meanMacroF1: sum(folds.map(({ macroF1 }) => macroF1)) / folds.length,
  };
}

function sum(values: readonly number[]): number {
  return values.reduce((total, value) => total + value, 0);
}
