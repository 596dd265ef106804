import { extname } from "node:path";
import { IntentsmithError, messageOf, nearestName, readInputFile } from "@intentsmith/core";
import { csvDelimiter, csvRecords, utf8Text } from "./csv-records.ts";
import { isRecord } from "./data-root.ts";

/** A file of rows with named columns, all kept. */
export interface RowTable {
  columns: string[];
  /** Values in the columns' order: text from CSV; from JSON lines what stands there, undefined for a key that is not. */
  rows: unknown[][];
  /** Between the cells of a CSV; undefined for JSON lines. */
  delimiter: string | undefined;
}

/**
 * Reads JSON lines (.jsonl, .ndjson) or else CSV with a header line: cut at tabs in a .tsv, at the delimiter that the
 * header shows in any other (`csvDelimiter`).
 * @throws FILE_NOT_FOUND, FILE_MALFORMED with the line, DATA_EMPTY.
 */
export function readRowTable(path: string, textColumn: string): RowTable {
  const text = utf8Text(readInputFile(path, "the texts"), path);
  const ending = extname(path).toLowerCase();
  if (ending === ".jsonl" || ending === ".ndjson") return jsonLinesTable(text, path);
  const delimiter = ending === ".tsv" ? "\t" : csvDelimiter(text, textColumn);
  const [columns, ...rows] = csvRecords(text, path, delimiter);
  if (columns === undefined || rows.length === 0) {
    throw new IntentsmithError(
      "DATA_EMPTY",
      `${path}: expected a header line and rows, received ${columns === undefined ? "nothing" : "a header line alone"}`,
      { hint: "The first line names the columns; every further line is a row." },
    );
  }
  return { columns, rows, delimiter };
}

function jsonLinesTable(text: string, path: string): RowTable {
  const records = text.split("\n").flatMap((line, i) => (line.trim() === "" ? [] : [parseRecord(line, path, i + 1)]));
  if (records.length === 0) {
    throw new IntentsmithError("DATA_EMPTY", `${path}: expected a JSON object a line, received no line`, {
      hint: 'Each line holds one object such as {"text": "…"}.',
    });
  }
  const columns = [...new Set(records.flatMap((record) => Object.keys(record)))];
  const rows = records.map((record) => columns.map((name) => (Object.hasOwn(record, name) ? record[name] : undefined)));
  return { columns, rows, delimiter: undefined };
}

function parseRecord(line: string, path: string, number: number): Record<string, unknown> {
  let reason = "it is no object";
  let cause: unknown;
  try {
    const value: unknown = JSON.parse(line);
    if (isRecord(value)) return value;
  } catch (error) {
    [reason, cause] = [messageOf(error), error];
  }
  throw new IntentsmithError("FILE_MALFORMED", `${path}: line ${number}: not a JSON object: ${reason}`, {
    hint: "Each line holds one whole JSON object; mend that line.",
    cause,
  });
}

/**
 * The texts in one column, "" for a value that is not there.
 * @throws DATA_COLUMN_MISSING naming the nearest; FILE_MALFORMED if the header names it twice, or a value is no text.
 */
export function textColumn({ columns, rows }: RowTable, column: string, path: string): string[] {
  const index = columns.indexOf(column);
  if (index < 0) {
    const near = nearestName(column, columns);
    throw new IntentsmithError(
      "DATA_COLUMN_MISSING",
      `${path}: expected a column ${JSON.stringify(column)}, received ${columns.map((name) => JSON.stringify(name)).join(", ")}`,
      { hint: near === undefined ? "Name the column with --text-column." : `Did you mean --text-column ${near}?` },
    );
  }
  if (index !== columns.lastIndexOf(column)) {
    throw new IntentsmithError("FILE_MALFORMED", `${path}: the header names ${JSON.stringify(column)} more than once`, {
      hint: "Rename one of the columns, so that it is clear which one is meant.",
    });
  }
  return rows.map((row, i) => {
    const value = row[index] ?? "";
    if (typeof value === "string") return value;
    throw new IntentsmithError("FILE_MALFORMED", `${path}: row ${i + 1}: ${column}: expected text or null`, {
      hint: "Put the value in quotes, or name another column with --text-column.",
    });
  });
}
