import { spreadsheetCell, textTable } from "@intentsmith/core";
import { formatDuration } from "../report/progress-line.ts";
import type { GridRecord, Trial } from "./grid-record.ts";
import { rankSettings, type SettingResult } from "./setting-results.ts";

/** The grid's outcome as a table: a row a setting, best first. */
export interface GridTable {
  header: string[];
  /** Cells as they are; a person's reading of them is `text`. */
  rows: (string | number | null)[][];
  /** For a terminal. */
  text: string;
  /** For a spreadsheet, which runs no cell of it as a formula; programs read `rows`. */
  csv: string;
}

const finite = (value: number): number | null => (Number.isFinite(value) ? value : null);

/** Settings sorted by the metric, with spread over repeats, time, the best trial, and test where it was measured. */
export function gridTable(record: Pick<GridRecord, "trials" | "metric">): GridTable {
  const results = rankSettings(record);
  const names = Object.keys(results[0]?.setting ?? {});
  const { name: metric } = record.metric;
  const repeated = results.some(({ repeats }) => repeats > 1);
  const test = testMetric(record);
  // Over repeats the spread is shown instead; other metrics than the accuracy have no interval
  const bounded = (split: string): boolean => results.some(({ bestTrial }) => endsOf(bestTrial, split)[0] !== null);
  const bounds = (split: string): string[] => [`${split}_accuracy_low`, `${split}_accuracy_high`];
  const withValidation = metric === "accuracy" && !repeated && bounded("validation");
  const withTest = test === "test_accuracy" && bounded("test");
  const header = [
    "rank",
    ...names,
    `validation_${metric}`,
    ...(withValidation ? bounds("validation") : []),
    ...(repeated ? ["deviation", "lowest", "highest", "finished"] : []),
    ...(test === undefined ? [] : [test]),
    ...(withTest ? bounds("test") : []),
    "best_epoch",
    "seconds",
    "trial",
    "failed",
  ];
  const rows = results.map((result, i): (string | number | null)[] => {
    const { setting, mean, deviation, lowest, highest, finished, seconds, bestTrial, reasons } = result;
    return [
      i + 1,
      ...names.map((name) => plain(setting[name])),
      finite(mean),
      ...(withValidation ? endsOf(bestTrial, "validation") : []),
      ...(repeated ? [finite(deviation), finite(lowest), finite(highest), finished] : []),
      ...(test === undefined ? [] : [bestTrial?.metrics[test] ?? null]),
      ...(withTest ? endsOf(bestTrial, "test") : []),
      bestTrial?.bestEpoch ?? null,
      finite(seconds),
      bestTrial?.name ?? null,
      reasons.length === 0 ? null : reasons.join("; "),
    ];
  });
  return { header, rows, text: forPeople(header, rows, results), csv: csvOf(header, rows) };
}

/** The metric on test, or accuracy under its own name where no trial recorded the metric; undefined without a test. */
function testMetric({ trials, metric }: Pick<GridRecord, "trials" | "metric">): string | undefined {
  return [`test_${metric.name}`, "test_accuracy"].find((name) => trials.some(({ metrics }) => name in metrics));
}

/** The ends of the accuracy's 95 % interval; null where a run does not have them. */
function endsOf(trial: Trial | undefined, split: string): [low: number | null, high: number | null] {
  const end = (name: string): number | null => trial?.metrics[`${split}_accuracy_${name}`] ?? null;
  return [end("low"), end("high")];
}

function plain(value: unknown): string | number | null {
  return typeof value === "number" || typeof value === "string" ? value : JSON.stringify(value ?? null);
}

/** Four digits, an interval behind its value, times in words, and no column that is empty throughout. */
function forPeople(header: readonly string[], rows: GridTable["rows"], results: readonly SettingResult[]): string {
  const isEnd = (name = ""): boolean => /_accuracy_(low|high)$/.test(name);
  const shown = header.map((name, column) => !isEnd(name) && rows.some((row) => row[column] !== null));
  const cellOf = (value: string | number | null, column: number, row: GridTable["rows"][number]): string => {
    if (value === null) return "–";
    const [low, high] = row.slice(column + 1);
    if (typeof low === "number" && typeof high === "number" && isEnd(header[column + 1])) {
      return `${Number(value).toFixed(4)} [${low.toFixed(4)}, ${high.toFixed(4)}]`;
    }
    if (typeof value === "string") return value;
    if (header[column] === "seconds") return formatDuration(value);
    return Number.isInteger(value) || results.length === 0 ? String(value) : decimals(value, header[column] ?? "");
  };
  return textTable(
    header.filter((_, column) => shown[column]),
    rows.map((row) => row.map((value, column) => cellOf(value, column, row)).filter((_, column) => shown[column])),
  );
}

const decimals = (value: number, column: string): string =>
  /^(validation|test)_|^(deviation|lowest|highest)$/.test(column) ? value.toFixed(4) : String(value);

function csvOf(header: readonly string[], rows: GridTable["rows"]): string {
  const cell = (value: string | number | null): string => {
    const text = value === null ? "" : spreadsheetCell(String(value));
    return /[",\r\n]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text;
  };
  return [header, ...rows].map((row) => `${row.map(cell).join(",")}\n`).join("");
}
