import { extname } from "node:path";
import { IntentsmithError, isFormula, spreadsheetCell } from "@intentsmith/core";
import type { Classification } from "@intentsmith/classifier";
import { stringify } from "csv-stringify/sync";
import type { RowTable } from "../input/row-table.ts";
import { predictionColumns, predictionJson } from "./prediction-columns.ts";

export type PredictionFormat = "csv" | "tsv" | "jsonl";

const formats: Readonly<Record<string, PredictionFormat>> = {
  ".csv": "csv",
  ".tsv": "tsv",
  ".jsonl": "jsonl",
  ".ndjson": "jsonl",
};

/** The format that a path's ending asks for. @throws ARGUMENT_INVALID for another ending. */
export function predictionFormat(path: string): PredictionFormat {
  const ending = extname(path).toLowerCase();
  const format = Object.hasOwn(formats, ending) ? formats[ending] : undefined;
  if (format !== undefined) return format;
  throw new IntentsmithError("ARGUMENT_INVALID", `--out ${path}: expected a .csv, .tsv or .jsonl file`, {
    hint: "The ending says which format is written.",
  });
}

export interface FormatOptions {
  format: PredictionFormat;
  /** How many labels a row. */
  top: number;
  /** In a table: these labels in one cell, as JSON. */
  topInOneCell: boolean;
  /** In a table: cells that a spreadsheet would run as a formula are written as text. */
  safe: boolean;
}

/** A file's rows with their predictions, one for each, as the text of a file. */
export function formatPredictions(
  table: RowTable,
  predictions: readonly Classification[],
  options: FormatOptions,
): { text: string; formulas: number } {
  if (options.format === "jsonl") return { text: jsonLines(table, predictions), formulas: 0 };
  const columns = predictionColumns(options.top, options.topInOneCell);
  const header = [...table.columns, ...columns.map(({ name }) => freeName(name, table.columns))];
  const rows = table.rows.map((row, i) => [
    ...table.columns.map((_, column) => cellOf(row[column])),
    ...columns.map(({ cell }) => cell(predictions[i] as Classification)),
  ]);
  const cells = options.safe ? [header, ...rows].map((row) => row.map(spreadsheetCell)) : [header, ...rows];
  return {
    text: stringify(cells, { delimiter: delimiterOf(options, table), record_delimiter: "\n", quoted_match: /\r/ }),
    formulas: cells.flat().filter(isFormula).length,
  };
}

/** A .csv keeps the delimiter that the input had, for whoever opens both. */
function delimiterOf({ format }: FormatOptions, { delimiter = "," }: RowTable): string {
  if (format === "tsv") return "\t";
  return delimiter === "\t" ? "," : delimiter;
}

function jsonLines({ columns, rows }: RowTable, predictions: readonly Classification[]): string {
  return rows
    .map((row, i) => {
      const input = Object.fromEntries(columns.map((name, column) => [name, row[column]]));
      return `${JSON.stringify({ input, ...predictionJson(predictions[i] as Classification) })}\n`;
    })
    .join("");
}

function cellOf(value: unknown): string {
  if (typeof value === "string") return value;
  return value === undefined || value === null ? "" : JSON.stringify(value);
}

/** A name that the input does not have, so that a column of true labels stays the only one of its name. */
function freeName(name: string, taken: readonly string[]): string {
  return taken.includes(name) ? freeName(`${name}_new`, taken) : name;
}
