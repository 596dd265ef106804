import { IntentsmithError, messageOf, nearestName, readInputFile } from "@intentsmith/core";
import { takeExcelSeparator } from "@intentsmith/data";
import { parse } from "csv-parse/sync";
import { stringify } from "csv-stringify/sync";

/** A CSV file with a header line, all its columns kept. */
export interface CsvTable {
  header: string[];
  rows: string[][];
}

/** @throws FILE_NOT_FOUND, FILE_MALFORMED with the line, DATA_EMPTY. */
export function readCsvTable(path: string): CsvTable {
  const bytes = readInputFile(path, "the texts");
  let records: string[][];
  try {
    const text = new TextDecoder("utf-8", { fatal: true }).decode(bytes);
    if (text.includes("\0")) throw new TypeError("it holds NUL bytes: is it a binary file?");
    const { text: table, delimiter = "," } = takeExcelSeparator(text);
    records = parse(table, { delimiter, skip_empty_lines: true });
  } catch (cause) {
    const reason =
      cause instanceof TypeError && !cause.message.includes("NUL") ? "it is not UTF-8 text" : messageOf(cause);
    throw new IntentsmithError("FILE_MALFORMED", `${path}: not valid CSV: ${reason}`, {
      hint: 'Save it as CSV in UTF-8; cells with commas, quotes or newlines stand in "…".',
      cause,
    });
  }
  const [header, ...rows] = records;
  if (header === undefined || rows.length === 0) {
    throw new IntentsmithError(
      "DATA_EMPTY",
      `${path}: expected a header line and rows, received ${records.length === 0 ? "nothing" : "a header line alone"}`,
      { hint: "The first line names the columns; every further line is a row." },
    );
  }
  return { header, rows };
}

/** Position of a column. @throws DATA_COLUMN_MISSING naming the nearest; FILE_MALFORMED if the header names it twice. */
export function columnIndex({ header }: CsvTable, column: string, path: string): number {
  const index = header.indexOf(column);
  if (index >= 0 && index === header.lastIndexOf(column)) return index;
  if (index >= 0) {
    throw new IntentsmithError("FILE_MALFORMED", `${path}: the header names ${JSON.stringify(column)} more than once`, {
      hint: "Rename one of the columns, so that it is clear which one is meant.",
    });
  }
  const near = nearestName(column, header);
  throw new IntentsmithError(
    "DATA_COLUMN_MISSING",
    `${path}: expected a column ${JSON.stringify(column)}, received ${header.map((name) => JSON.stringify(name)).join(", ")}`,
    { hint: near === undefined ? "Name the column with --text-column." : `Did you mean --text-column ${near}?` },
  );
}

export function formatCsv({ header, rows }: CsvTable): string {
  return stringify([header, ...rows], { record_delimiter: "\n", quoted_match: /\r/ });
}
