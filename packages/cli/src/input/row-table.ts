import { extname } from "node:path";
import { IntentsmithError, messageOf, nearestName } from "@intentsmith/core";
import { csvDelimiter, csvRecords } from "./csv-records.ts";
import { isRecord } from "./data-root.ts";
import { linesOf, textChunks } from "./text-chunks.ts";

/** A file of rows with named columns, looked through once and read again as often as wanted. */
export interface RowFile {
  path: string;
  columns: string[];
  rowCount: number;
  /** Between the cells of a CSV; undefined for JSON lines. */
  delimiter: string | undefined;
  /** Values in the columns' order: text from CSV; from JSON lines what stands there, undefined for a key that is not. */
  rows(): AsyncIterable<unknown[]>;
}

/** Such a file with all its rows at hand. */
export interface RowTable extends Pick<RowFile, "columns" | "delimiter"> {
  rows: unknown[][];
}

/**
 * Looks through a file of JSON lines (.jsonl, .ndjson) or else CSV with a header line (cut at tabs in a .tsv, at the
 * delimiter that the header shows in any other: `csvDelimiter`), so that what is wrong with it is known before work
 * begins. `check` sees every row.
 * @throws FILE_NOT_FOUND, FILE_MALFORMED with the line, DATA_EMPTY.
 */
export async function openRows(
  path: string,
  textColumn: string,
  check: (row: unknown[], columns: readonly string[], number: number) => void = () => {},
): Promise<RowFile> {
  const ending = extname(path).toLowerCase();
  if (ending === ".jsonl" || ending === ".ndjson") return await openJsonLines(path, check);
  const records = (): ReturnType<typeof csvRecords> =>
    csvRecords(path, (beginning) => (ending === ".tsv" ? "\t" : csvDelimiter(beginning, textColumn)));
  let columns: string[] | undefined;
  let delimiter: string | undefined;
  let rowCount = 0;
  for await (const read of records()) {
    if (columns === undefined) ({ record: columns, delimiter } = read);
    else check(read.record, columns, ++rowCount);
  }
  if (columns === undefined || rowCount === 0) {
    throw new IntentsmithError(
      "DATA_EMPTY",
      `${path}: expected a header line and rows, received ${columns === undefined ? "nothing" : "a header line alone"}`,
      { hint: "The first line names the columns; every further line is a row." },
    );
  }
  const rows = async function* (): AsyncIterable<string[]> {
    let isHeader = true;
    for await (const { record } of records()) {
      if (!isHeader) yield record;
      isHeader = false;
    }
  };
  return { path, columns, rowCount, delimiter, rows };
}

async function openJsonLines(path: string, check: Parameters<typeof openRows>[2]): Promise<RowFile> {
  const names = new Set<string>();
  let rowCount = 0;
  for await (const record of jsonRecords(path)) {
    for (const name of Object.keys(record)) names.add(name);
    const known = [...names];
    check?.(cellsOf(record, known), known, ++rowCount);
  }
  if (rowCount === 0) {
    throw new IntentsmithError("DATA_EMPTY", `${path}: expected a JSON object a line, received no line`, {
      hint: 'Each line holds one object such as {"text": "…"}.',
    });
  }
  const columns = [...names];
  const rows = async function* (): AsyncIterable<unknown[]> {
    for await (const record of jsonRecords(path)) yield cellsOf(record, columns);
  };
  return { path, columns, rowCount, delimiter: undefined, rows };
}

/** All rows of a file (`openRows`) at once. */
export async function readRowTable(path: string, textColumn: string): Promise<RowTable> {
  const file = await openRows(path, textColumn);
  const rows: unknown[][] = [];
  for await (const row of file.rows()) rows.push(row);
  return { columns: file.columns, rows, delimiter: file.delimiter };
}

async function* jsonRecords(path: string): AsyncIterable<Record<string, unknown>> {
  let number = 0;
  for await (const line of linesOf(textChunks(path))) {
    number++;
    if (line.trim() !== "") yield parseRecord(line, path, number);
  }
}

const cellsOf = (record: Record<string, unknown>, columns: readonly string[]): unknown[] =>
  columns.map((name) => (Object.hasOwn(record, name) ? record[name] : undefined));

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
 * Where a column stands. `flag`: the option that names it.
 * @throws DATA_COLUMN_MISSING naming the nearest; FILE_MALFORMED if the header names it twice.
 */
export function columnIndex(
  { path, columns }: Pick<RowFile, "path" | "columns">,
  column: string,
  flag: string,
): number {
  const index = columns.indexOf(column);
  if (index < 0) {
    const near = nearestName(column, columns);
    throw new IntentsmithError(
      "DATA_COLUMN_MISSING",
      `${path}: expected a column ${JSON.stringify(column)}, received ${columns.map((name) => JSON.stringify(name)).join(", ")}`,
      { hint: near === undefined ? `Name the column with --${flag}.` : `Did you mean --${flag} ${near}?` },
    );
  }
  if (index !== columns.lastIndexOf(column)) {
    throw new IntentsmithError("FILE_MALFORMED", `${path}: the header names ${JSON.stringify(column)} more than once`, {
      hint: "Rename one of the columns, so that it is clear which one is meant.",
    });
  }
  return index;
}

/** The texts in one column, "" for a value that is not there. @throws as `columnIndex`; FILE_MALFORMED if a value is no text. */
export function textColumn({ columns, rows }: RowTable, column: string, path: string): string[] {
  const index = columnIndex({ path, columns }, column, "text-column");
  return rows.map((row, i) => requireText(row[index] ?? "", `${path}: row ${i + 1}: ${column}`));
}

/** @throws FILE_MALFORMED unless it is text; `where` names row and column. */
export function requireText(value: unknown, where: string): string {
  if (typeof value === "string") return value;
  throw new IntentsmithError("FILE_MALFORMED", `${where}: expected text or null`, {
    hint: "Put the value in quotes, or name another column with --text-column.",
  });
}
