import { existsSync, mkdirSync, readdirSync } from "node:fs";
import { join } from "node:path";
import { IntentsmithError, parsePythonNumber, pythonNumber } from "@intentsmith/core";
import { keepLines, LineFile, readWholeLines } from "./line-file.ts";

/** A row of an evaluator's CSV: `epoch` and `steps` (optimizer steps done) first, then its own columns. */
export interface EvaluationRow {
  epoch: number;
  steps: number;
  [column: string]: number;
}

const suffix = "_results.csv";

/** Where an evaluator writes, named as sentence-transformers names it: `eval/<name>_results.csv`. */
export function evaluationPath(run: string, name: string): string {
  return join(run, "eval", `${name}${suffix}`);
}

/** The evaluators that have written into a run folder, by name. */
export function evaluationNames(run: string): string[] {
  const folder = join(run, "eval");
  if (!existsSync(folder)) return [];
  return readdirSync(folder)
    .filter((file) => file.endsWith(suffix))
    .map((file) => file.slice(0, -suffix.length))
    .sort();
}

/**
 * Appends a row; the first one writes the header. Columns keep the order they are given in, and a metric without a
 * value is `nan`, as in sentence-transformers' files.
 * @throws ARGUMENT_INVALID if the columns differ from the header's; WRITE_FAILED.
 */
export function appendEvaluationRow(run: string, name: string, row: EvaluationRow): void {
  const path = evaluationPath(run, name);
  const { epoch, steps, ...metrics } = row;
  const header = ["epoch", "steps", ...Object.keys(metrics)].join(",");
  mkdirSync(join(run, "eval"), { recursive: true });
  const existing = readWholeLines(path)[0];
  if (existing !== undefined && existing !== header) {
    throw new IntentsmithError("ARGUMENT_INVALID", `${path}: expected the columns ${existing}, received ${header}`, {
      hint: "An evaluator must report the same metrics each time; give another evaluator another name.",
    });
  }
  const file = new LineFile(path);
  try {
    if (existing === undefined) file.append(header);
    file.append([epoch, steps, ...Object.values(metrics)].map(pythonNumber).join(","));
  } finally {
    file.close();
  }
}

/** Cuts every evaluator's CSV back to rows with `steps` of at most `step`. */
export function cutEvaluationsBack(run: string, step: number): void {
  for (const name of evaluationNames(run)) {
    const path = evaluationPath(run, name);
    const column = (readWholeLines(path)[0] ?? "").split(",").indexOf("steps");
    keepLines(path, (line, index) => index === 0 || Number(line.split(",")[column]) <= step);
  }
}

/** The last row of an evaluator, by column, or undefined if there is none. */
export function lastEvaluation(run: string, name: string): Record<string, number> | undefined {
  const lines = readWholeLines(evaluationPath(run, name));
  if (lines.length < 2) return undefined;
  return parseEvaluationLine(lines[0] ?? "", lines.at(-1) ?? "");
}

/** A CSV line as numbers by column (`nan` and `inf` included; earlier runs have `NaN` and `Infinity`). */
export function parseEvaluationLine(header: string, line: string): Record<string, number> {
  const cells = line.split(",");
  return Object.fromEntries(
    header.split(",").map((column, index) => [column, parsePythonNumber(cells[index] ?? "nan")]),
  );
}
