import { IntentsmithError, messageOf } from "@intentsmith/core";
import type { ResolvedJsonlConfig } from "../config/data-config.ts";
import { missingColumn, namedColumns, rowFromCells } from "./columns.ts";
import type { DataFile } from "./data-files.ts";
import type { Row } from "./row.ts";

/**
 * JSON lines: one object a line, whose keys are the columns; blank lines are skipped. Ids count lines from 1.
 * @throws FILE_MALFORMED, DATA_COLUMN_MISSING with the line; DATA_EMPTY without one.
 */
export function readJsonl(file: DataFile, config: ResolvedJsonlConfig, further: readonly string[] = []): Row[] {
  const columns = namedColumns(config, further);
  const required = columns.filter(([key]) => key === "data.textColumn" || key === "data.labelColumn");
  const seen = new Set<string>();
  const rows: Row[] = [];
  for (const [index, line] of file.text.split("\n").entries()) {
    if (line.trim() === "") continue;
    const where = `${file.path}: line ${index + 1}`;
    const record = parseLine(line, where);
    for (const named of required) {
      if (!Object.hasOwn(record, named[1])) throw missingColumn(where, named, Object.keys(record));
    }
    for (const key of Object.keys(record)) seen.add(key);
    const cell = (column: string): string | null =>
      further.includes(column) ? plainCell(record, column) : cellOf(record, column, where);
    rows.push(rowFromCells(config, file, index + 1, where, cell, further));
  }
  if (rows.length === 0) {
    throw new IntentsmithError("DATA_EMPTY", `${file.path}: expected a JSON object a line, received blank lines`, {
      hint: "Take it out of data.files, or fetch it again.",
    });
  }
  for (const named of columns) {
    if (!seen.has(named[1])) throw missingColumn(file.path, named, [...seen]);
  }
  return rows;
}

function parseLine(line: string, where: string): Record<string, unknown> {
  let value: unknown;
  try {
    value = JSON.parse(line);
  } catch (cause) {
    throw new IntentsmithError("FILE_MALFORMED", `${where}: not valid JSON: ${messageOf(cause)}`, {
      hint: "Each line holds one whole JSON object; mend that line.",
      cause,
    });
  }
  if (typeof value === "object" && value !== null && !Array.isArray(value)) return value as Record<string, unknown>;
  throw new IntentsmithError("FILE_MALFORMED", `${where}: expected a JSON object, received ${line.slice(0, 40)}`, {
    hint: 'Each line holds one object such as {"text": "…", "label": "…"}.',
  });
}

/** A column that only tells texts apart may hold numbers and flags as well. */
function plainCell(record: Record<string, unknown>, column: string): string | null {
  const value = Object.hasOwn(record, column) ? record[column] : null;
  return value === null || value === undefined ? null : typeof value === "string" ? value : JSON.stringify(value);
}

function cellOf(record: Record<string, unknown>, column: string, where: string): string | null {
  const value = Object.hasOwn(record, column) ? record[column] : null;
  if (typeof value === "string" || value === null) return value;
  const message = `${where}: ${column}: expected text or null, received ${JSON.stringify(value).slice(0, 40)}`;
  throw new IntentsmithError("FILE_MALFORMED", message, { hint: "Put the value in quotes." });
}
