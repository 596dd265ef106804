import { extname } from "node:path";
import { IntentsmithError, isFormula, spreadsheetCell } from "@intentsmith/core";
import type { Classification } from "@intentsmith/classifier";
import { stringify } from "csv-stringify/sync";
import type { RowFile } from "../input/row-table.ts";
import { predictionColumns, predictionJson, type PredictionColumn } from "./prediction-columns.ts";

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

/** A file's rows with their predictions, one for each, as the text of a file that is written piece by piece. */
export class PredictionWriter {
  readonly #columns: readonly string[];
  readonly #options: FormatOptions;
  readonly #delimiter: string;
  readonly #added: readonly PredictionColumn[];
  #formulas = 0;

  constructor(table: Pick<RowFile, "columns" | "delimiter">, options: FormatOptions) {
    this.#columns = table.columns;
    this.#options = options;
    this.#delimiter = delimiterOf(options, table);
    this.#added = predictionColumns(options.top, options.topInOneCell);
  }

  /** Cells so far that a spreadsheet would run as a formula. */
  get formulas(): number {
    return this.#formulas;
  }

  /** What stands before the first row. */
  header(): string {
    if (this.#options.format === "jsonl") return "";
    return this.#table([[...this.#columns, ...this.#added.map(({ name }) => freeName(name, this.#columns))]]);
  }

  /** rows: values in the columns' order; predictions: one for each. */
  rows(rows: readonly (readonly unknown[])[], predictions: readonly Classification[]): string {
    if (this.#options.format === "jsonl") return jsonLines(this.#columns, rows, predictions);
    return this.#table(
      rows.map((row, i) => [
        ...this.#columns.map((_, column) => cellOf(row[column])),
        ...this.#added.map(({ cell }) => cell(predictions[i] as Classification)),
      ]),
    );
  }

  #table(rows: readonly string[][]): string {
    const cells = this.#options.safe ? rows.map((row) => row.map(spreadsheetCell)) : rows;
    this.#formulas += cells.flat().filter(isFormula).length;
    return stringify(cells as string[][], {
      delimiter: this.#delimiter,
      record_delimiter: "\n",
      quoted_match: /\r/,
    });
  }
}

/** A .csv keeps the delimiter that the input had, for whoever opens both. */
function delimiterOf({ format }: FormatOptions, { delimiter = "," }: Pick<RowFile, "delimiter">): string {
  if (format === "tsv") return "\t";
  return delimiter === "\t" ? "," : delimiter;
}

function jsonLines(
  columns: readonly string[],
  rows: readonly (readonly unknown[])[],
  predictions: readonly Classification[],
): string {
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
