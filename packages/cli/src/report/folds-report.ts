import { IntentsmithError } from "@intentsmith/core";
import { renderRunReport } from "@intentsmith/eval";
import { readFoldsRecord, summariseFolds } from "@intentsmith/train";

/** The page of a cross-validation, finished or not. @throws FILE_NOT_FOUND, FILE_MALFORMED; DATA_EMPTY before its first fold. */
export async function foldsReport(path: string): Promise<string> {
  const { folds, count, status, config } = readFoldsRecord(path);
  const summary = summariseFolds(folds);
  if (summary === undefined) {
    throw new IntentsmithError("DATA_EMPTY", `${path}: no fold has finished yet`, {
      hint: `Go on with it: intentsmith train --resume ${path}`,
    });
  }
  const { accuracy, interval, mean, deviation, lowest, highest, total, meanMacroF1 } = summary;
  const four = (value: number | null): string => (value === null || !Number.isFinite(value) ? "–" : value.toFixed(4));
  return await renderRunReport({
    title: `Cross-validation ${path}`,
    without: "Every text was judged by a model that was trained without it; the test split took no part.",
    finalMetrics: {
      folds_accuracy: accuracy,
      folds_accuracy_low: interval.low,
      folds_accuracy_high: interval.high,
    },
    tables: [
      {
        id: "folds",
        title: "Folds",
        caption: "Each fold's texts by the model of the others.",
        columns: ["fold", "accuracy", "right", "macro F1", "validation"].map((title, i) => ({ title, number: i > 0 })),
        rows: folds.map(({ run, correct, macroF1, validationAccuracy, ...fold }) => [
          run,
          four(fold.accuracy),
          `${correct} of ${fold.total}`,
          four(macroF1),
          four(validationAccuracy),
        ]),
      },
    ],
    facts: {
      status,
      folds: `${folds.length} of ${count}`,
      texts: total,
      "mean accuracy": four(mean),
      deviation: four(deviation),
      lowest: four(lowest),
      highest: four(highest),
      "mean macro F1": four(meanMacroF1),
    },
    config,
  });
}
