import { IntentsmithError, nearestName } from "@intentsmith/core";
import type { ResolvedRowConfig } from "../config/data-config.ts";
import type { DataFile } from "./data-files.ts";
import { parseSplit, type Row } from "./row.ts";

/** Where further columns are named. */
const furtherKey = "evaluate.slices";

/** The columns that a config names, and further ones, as `[config key, column name]`. */
export function namedColumns(config: ResolvedRowConfig, further: readonly string[]): [key: string, column: string][] {
  const keys = ["textColumn", "labelColumn", "splitColumn", "conversationColumn", "roleColumn"] as const;
  const named = keys.flatMap((key) => {
    const column = config[key];
    return column === undefined ? [] : [[`data.${key}`, column] as [string, string]];
  });
  return [...named, ...further.map((column): [string, string] => [furtherKey, column])];
}

/** The error for a column that is not there: names those that are, and the nearest. */
export function missingColumn(
  where: string,
  [key, column]: readonly [string, string],
  present: readonly string[],
  extraHint = "",
): IntentsmithError {
  const shown = present.slice(0, 20).map((name) => JSON.stringify(name));
  const more = present.length > shown.length ? ` and ${present.length - shown.length} more` : "";
  const message = `${where}: ${key}: expected a column ${JSON.stringify(column)}, received ${shown.join(", ")}${more}`;
  const near = nearestName(column, present);
  const hint = near === undefined ? `Set ${key} to one of them.` : `Did you mean ${JSON.stringify(near)}?`;
  return new IntentsmithError("DATA_COLUMN_MISSING", message, { hint: extraHint === "" ? hint : extraHint });
}

/** The error for a column in use that the header names more than once. */
export function ambiguousColumn(
  where: string,
  [key, column]: readonly [string, string],
  present: readonly string[],
): IntentsmithError {
  const places = present.flatMap((name, index) => (name === column ? [index + 1] : []));
  const times = places.length === 2 ? "twice" : `${places.length} times`;
  const message = `${where}: ${key}: the header names ${JSON.stringify(column)} ${times} (columns ${places.join(", ")})`;
  return new IntentsmithError("FILE_MALFORMED", message, {
    hint: "Rename one of them, so that it is clear which one is meant.",
  });
}

/** Makes a row from the cells of the named columns; `number` counts rows (CSV) or lines (JSON lines) from 1. */
export function rowFromCells(
  config: ResolvedRowConfig,
  file: DataFile,
  number: number,
  where: string,
  cell: (column: string) => string | null,
  further: readonly string[] = [],
): Row {
  const optional = (column: string | undefined): string | undefined =>
    column === undefined ? undefined : (cell(column) ?? undefined);
  const conversation = optional(config.conversationColumn);
  const role = optional(config.roleColumn);
  return {
    id: `${file.source}:${number}`,
    where,
    text: cell(config.textColumn),
    label: cell(config.labelColumn),
    split: file.split ?? parseSplit(optional(config.splitColumn) ?? "", where),
    source: file.source,
    ...(conversation !== undefined && conversation !== "" && { conversation }),
    ...(role !== undefined && { role }),
    ...(further.length > 0 && { columns: Object.fromEntries(further.map((column) => [column, cell(column) ?? ""])) }),
  };
}
