import type { GridResult } from "@intentsmith/train";

/** What a person reads when a grid has ended: the table, the winner, what failed, what to do next. */
export function formatGridResult({ directory, table, trials, winner }: GridResult): string {
  const failed = trials.filter(({ status }) => status === "failed");
  const lines = [table.text, ""];
  for (const { name, reason } of failed) lines.push(`failed: ${name}: ${reason ?? ""}`);
  if (winner === undefined) return [...lines, `no trial finished; ${directory} holds the record`].join("\n");
  const test = winner.metrics["test_accuracy"];
  return [
    ...lines,
    `winner: ${winner.name}${test === undefined ? "" : `, test accuracy ${test.toFixed(4)}`}`,
    `model: ${winner.modelDirectory}`,
    "",
    "next:",
    `  intentsmith eval --model ${winner.modelDirectory}`,
    `  intentsmith export --model ${winner.modelDirectory} --out ${winner.runDirectory}/onnx`,
  ].join("\n");
}

/** The same for a program. */
export function gridResultJson({ directory, settings, trials, winner }: GridResult): Record<string, unknown> {
  return { directory, winner: winner ?? null, settings, trials };
}
