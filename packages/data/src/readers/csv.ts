import { IntentsmithError, messageOf } from "@intentsmith/core";
import { parse, type InfoRecord } from "csv-parse/sync";
import type { ResolvedCsvConfig } from "../config/data-config.ts";
import { ambiguousColumn, missingColumn, namedColumns, rowFromCells } from "./columns.ts";
import type { DataFile } from "./data-files.ts";
import { takeExcelSeparator } from "./excel-separator.ts";
import { likelyDelimiter } from "./likely-delimiter.ts";
import { recordEnds } from "./record-ends.ts";
import type { Row } from "./row.ts";

/**
 * CSV with a header line (RFC 4180: quoted cells may hold delimiters, quotes and newlines). Ids count data rows from 1.
 * Excel's first line `sep=;` goes before `data.delimiter`.
 * @throws DATA_COLUMN_MISSING with the columns there are; DATA_EMPTY for a header alone; FILE_MALFORMED with the line,
 * or for a column in use that the header names twice.
 */
export function readCsv(file: DataFile, config: ResolvedCsvConfig, further: readonly string[] = []): Row[] {
  const [header, ...records] = parseRecords(file, config.delimiter);
  const columns = header?.record ?? [];
  for (const named of namedColumns(config, further)) {
    if (!columns.includes(named[1])) throw missingColumn(file.path, named, columns, delimiterHint(columns, config));
    if (columns.indexOf(named[1]) !== columns.lastIndexOf(named[1])) throw ambiguousColumn(file.path, named, columns);
  }
  if (records.length === 0) {
    throw new IntentsmithError("DATA_EMPTY", `${file.path}: expected rows, received only a header line`, {
      hint: "Take it out of data.files, or fetch it again.",
    });
  }
  const position = new Map(columns.map((column, index) => [column, index]));
  return records.map(({ record, line }, index) => {
    const where = `${file.path}: row ${index + 1} (line ${line})`;
    const cell = (column: string): string | null => record[position.get(column) ?? 0] ?? null;
    return rowFromCells(config, file, index + 1, where, cell, further);
  });
}

/** Records with the line on which each ends. */
function parseRecords(file: DataFile, configured: string): { record: string[]; line: number }[] {
  const records: { record: string[]; line: number }[] = [];
  let twice = 0; // the parser counts a CR LF inside a cell as two lines
  const onRecord = (record: string[], info: InfoRecord): null => {
    for (const cell of record) if (cell.includes("\r\n")) twice += cell.split("\r\n").length - 1;
    records.push({ record, line: info.lines - twice });
    return null;
  };
  const { text, delimiter = configured } = takeExcelSeparator(file.text);
  try {
    parse(text, {
      delimiter,
      record_delimiter: recordEnds(text),
      skip_empty_lines: true,
      on_record: onRecord as never,
    });
  } catch (cause) {
    const delimiterName = delimiter === "\t" ? "a tab" : JSON.stringify(delimiter);
    throw new IntentsmithError("FILE_MALFORMED", `${file.path}: not valid CSV: ${messageOf(cause)}`, {
      hint: `Mend that line: cells with ${delimiterName}, quotes or newlines stand in "…", quotes in them are doubled.`,
      cause,
    });
  }
  return records;
}

function delimiterHint(columns: readonly string[], config: ResolvedCsvConfig): string {
  const likely = likelyDelimiter(columns, config.delimiter);
  return likely === undefined ? "" : `The header is one cell: set data.delimiter to ${JSON.stringify(likely)}.`;
}
