import { printable, textTable } from "@intentsmith/core";
import { confusions } from "../classification/confusions.ts";
import type { LabelAccuracyResult } from "../classification/label-accuracy.ts";
import { wilsonInterval } from "../metrics/wilson-interval.ts";

/**
 * "accuracy 0.7932 (533/672), 95 % interval 0.7609 to 0.8221": the line that people and scripts look for, with Wilson's
 * interval.
 */
export function formatAccuracyLine({
  accuracy,
  correct,
  total,
}: Pick<LabelAccuracyResult, "accuracy" | "correct" | "total">): string {
  const { low, high } = wilsonInterval(correct, total);
  return `accuracy ${accuracy.toFixed(4)} (${correct}/${total}), 95 % interval ${low.toFixed(4)} to ${high.toFixed(4)}`;
}

/** The accuracy line, then a table for the terminal: precision, recall, F1 and support a label, and their means. */
export function formatLabelAccuracy(result: LabelAccuracyResult): string {
  const { perLabel, total } = result;
  const means = [
    {
      label: "macro mean",
      precision: mean(perLabel, "precision"),
      recall: mean(perLabel, "recall"),
      f1: result.macroF1,
      support: total,
    },
    {
      label: "weighted mean",
      precision: weightedMean(perLabel, "precision"),
      recall: weightedMean(perLabel, "recall"),
      f1: result.weightedF1,
      support: total,
    },
  ];
  const rows = [...perLabel, ...means].map(({ label, precision, recall, f1, support }) => [
    label,
    precision.toFixed(4),
    recall.toFixed(4),
    f1.toFixed(4),
    String(support),
  ]);
  const lines = textTable(["label", "precision", "recall", "f1", "support"], rows).split("\n");
  const bodyEnd = 1 + perLabel.length;
  return [formatAccuracyLine(result), "", ...lines.slice(0, bodyEnd), "", ...lines.slice(bodyEnd)].join("\n");
}

/**
 * The `top` most frequent confusions, one a line: "14 × request_next_step taken for ask_question_recipe_steps"; then
 * how many more there are.
 */
export function formatConfusions(result: LabelAccuracyResult, { top }: { top: number }): string {
  const all = confusions(result);
  if (all.length === 0) return "no confusions";
  const digits = String(all[0]?.count).length;
  const lines = all
    .slice(0, top)
    .map(
      ({ count, expected, predicted }) =>
        `${String(count).padStart(digits)} × ${printable(expected)} taken for ${printable(predicted)}`,
    );
  const rest = all.slice(top);
  if (rest.length > 0) {
    const texts = rest.reduce((sum, { count }) => sum + count, 0);
    lines.push(
      `and ${texts} more wrong ${texts === 1 ? "text" : "texts"} in ${rest.length} other ${rest.length === 1 ? "pair" : "pairs"}`,
    );
  }
  return lines.join("\n");
}

type Ratio = "precision" | "recall";

function mean(rows: LabelAccuracyResult["perLabel"], key: Ratio): number {
  return rows.reduce((sum, row) => sum + row[key], 0) / rows.length;
}

function weightedMean(rows: LabelAccuracyResult["perLabel"], key: Ratio): number {
  const total = rows.reduce((sum, { support }) => sum + support, 0);
  return rows.reduce((sum, row) => sum + row[key] * row.support, 0) / total;
}
