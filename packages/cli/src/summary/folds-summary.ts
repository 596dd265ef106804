import { textTable } from "@intentsmith/core";
import { formatAccuracyLine } from "@intentsmith/eval";
import type { FoldsSummary } from "@intentsmith/train";

/** What a person reads when a cross-validation has ended: every fold, then all texts together and the spread. */
export function formatFolds(summary: FoldsSummary, out: string): string {
  const { folds, mean, deviation, lowest, highest, meanMacroF1 } = summary;
  const four = (value: number | null): string => (value === null || !Number.isFinite(value) ? "–" : value.toFixed(4));
  const rows = folds.map(({ run, accuracy, macroF1, validationAccuracy, correct, total }) => [
    run,
    four(accuracy),
    `${correct}/${total}`,
    four(macroF1),
    four(validationAccuracy),
  ]);
  return [
    textTable(["fold", "accuracy", "right", "macro F1", "validation"], rows),
    "",
    `all folds: ${formatAccuracyLine(summary)}`,
    `over the folds: mean ${four(mean)}, deviation ${four(deviation)}, ${four(lowest)} to ${four(highest)}; macro F1 ${four(meanMacroF1)}`,
    "every text was judged by a model that was trained without it; the test split took no part",
    `record: ${out}/folds.json`,
  ].join("\n");
}
