import { printable, textTable } from "@intentsmith/core";
import { formatAccuracyLine, formatConfusions } from "@intentsmith/eval";
import { formatDuration, type FitResult } from "@intentsmith/train";

/** A label with fewer test texts says little by itself. */
const fewTexts = 10;

/** What a person reads when a fit has ended: every method tried, the chosen one on test, where things are. */
export function formatFitResult(result: FitResult, onnxFolder: string): string {
  const { outcomes, chosen, test, seconds, modelDirectory, configFile } = result;
  const four = (value: number | null): string => (value === null ? "" : value.toFixed(4));
  const rows = outcomes.map((outcome) => [
    outcome.name === chosen.name ? "→" : "",
    outcome.name,
    four(outcome.validation),
    four(outcome.crossValidation),
    outcome.status === "finished" ? outcome.seconds.toFixed(1) : "",
    printable(outcome.status === "finished" ? outcome.what : `not tried: ${outcome.note ?? ""}`),
  ]);
  const lines = [textTable(["", "method", "validation", "folds", "seconds", "what"], rows), ""];
  if (test !== undefined) {
    lines.push(`test ${formatAccuracyLine(test.result)}`);
    const few = test.result.perLabel.filter(({ support }) => support < fewTexts).length;
    if (few > 0)
      lines.push(
        `${few} of ${test.result.perLabel.length} labels have fewer than ${fewTexts} test texts: their own figures say little`,
      );
    lines.push("", "most frequent confusions", formatConfusions(test.result, { top: 5 }));
  }
  lines.push(
    "",
    `${formatDuration(seconds)}; ${chosen.name} is the best on validation`,
    `model:    ${modelDirectory}`,
    `exported: ${onnxFolder}`,
    `config:   ${configFile}`,
    "",
    "next:",
    `  intentsmith predict --model ${onnxFolder} "a text of yours"`,
    `  intentsmith serve --model ${onnxFolder}`,
    `  intentsmith eval --model ${modelDirectory} --report report.html`,
  );
  return lines.join("\n");
}

/** The same for a program. */
export function fitResultJson(result: FitResult, onnxFolder: string): Record<string, unknown> {
  const { test, chosen, dataset: _, ...rest } = result;
  return {
    ...rest,
    chosen: chosen.name,
    onnxFolder,
    ...(test === undefined
      ? {}
      : {
          test: {
            ...test.metrics,
            correct: test.result.correct,
            total: test.result.total,
            perLabel: test.result.perLabel,
          },
        }),
  };
}
