import { join } from "node:path";
import { formatAccuracyLine } from "@intentsmith/eval";
import { otherTextsNote, sawOtherTexts, tiedWithWinner, type GridResult } from "@intentsmith/train";

/** What a person reads when a grid has ended: the table, the winner, what failed, what to do next. */
export function formatGridResult(result: GridResult): string {
  const { directory, table, trials, winner } = result;
  const failed = trials.filter(({ status }) => status === "failed");
  const lines = [table.text, ""];
  for (const { name, reason } of failed) lines.push(`failed: ${name}: ${reason ?? ""}`);
  if (winner === undefined) return [...lines, `no trial finished; ${directory} holds the record`].join("\n");
  const tied = tiedWithWinner(result);
  const model = join(directory, "model");
  return [
    ...lines,
    `winner: ${winner.name}${testAccuracy(winner.metrics)}`,
    ...(sawOtherTexts(result.settings) ? [otherTextsNote] : []),
    ...(tied.length === 0
      ? []
      : [`tied with it within noise: ${tied.join(", ")}; eval --against compares two models text by text`]),
    `model: ${model}`,
    "",
    "next:",
    `  intentsmith eval --model ${model}`,
    `  intentsmith export --model ${model} --out ${join(directory, "onnx")}`,
  ].join("\n");
}

function testAccuracy({ test_accuracy: accuracy, test_texts: total }: Record<string, number>): string {
  if (accuracy === undefined) return "";
  // Grids of earlier versions did not count the texts
  if (total === undefined) return `, test accuracy ${accuracy.toFixed(4)}`;
  return `, test ${formatAccuracyLine({ accuracy, correct: Math.round(accuracy * total), total })}`;
}

/** The same for a program. */
export function gridResultJson(result: GridResult): Record<string, unknown> {
  const { directory, settings, trials, winner } = result;
  return {
    directory,
    modelDirectory: winner === undefined ? null : join(directory, "model"),
    winner: winner ?? null,
    tied: tiedWithWinner(result),
    otherTexts: sawOtherTexts(settings),
    settings,
    trials,
  };
}
