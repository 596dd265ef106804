import { closeSync, openSync, readSync, statSync } from "node:fs";
import { extname } from "node:path";
import { IntentsmithError, turnsInView, type ContextConfig, type Logger } from "@intentsmith/core";
import type { Split } from "@intentsmith/data";
import { csvDelimiter, csvHeader } from "./csv-records.ts";
import { isRecord } from "./data-root.ts";
import { usualColumn } from "./found-columns.ts";

/** Which columns of a file hold what, where that was said. */
export interface FileColumns {
  textColumn?: string | undefined;
  labelColumn?: string | undefined;
  conversationColumn?: string | undefined;
  roleColumn?: string | undefined;
}

/** The data config of one file by its ending. Rows that do not say their split are all of the one asked for. */
export function evaluationFile(path: string, source: FileColumns & { split: Split }): Record<string, unknown> {
  const { split, textColumn, labelColumn, conversationColumn, roleColumn } = source;
  const named = { textColumn, labelColumn, conversationColumn, roleColumn };
  const columns = Object.fromEntries(Object.entries(named).filter(([, column]) => column !== undefined));
  switch (extname(path).toLowerCase()) {
    case ".csv":
      return { reader: "csv", files: { [split]: [path] }, ...columns };
    case ".tsv":
      return { reader: "csv", delimiter: "\t", files: { [split]: [path] }, ...columns };
    case ".jsonl":
    case ".ndjson":
      return { reader: "jsonl", files: { [split]: [path] }, ...columns };
    case ".json":
      return { reader: "wizard-of-tasks", files: [path], splits: { validation: 0, test: 0 } };
    default:
      throw new IntentsmithError("ARGUMENT_INVALID", `--data ${path}: expected a .csv, .tsv, .jsonl or .json file`, {
        hint: "For other files, describe them in a config and give --config.",
      });
  }
}

/**
 * The same config after a look at the beginning of the file: a CSV's delimiter, where none is set, is the one that its
 * header shows; for a model that reads conversations, the columns that say which rows belong together and who speaks are
 * those that are usually called so. @throws ARGUMENT_INVALID for JSON lines that `predict` wrote, whose labels are the model's own.
 */
export function settleFile(
  data: Record<string, unknown>,
  context: ContextConfig | undefined,
  logger: Logger,
): Record<string, unknown> {
  const path = onlyFile(data["files"]);
  if (path === undefined || data["reader"] === "wizard-of-tasks") return data;
  if (data["reader"] === "jsonl") refusePredictions(beginning(path), path);
  const settled = data["reader"] === "csv" ? withDelimiter(data, path, logger) : data;
  return context === undefined ? settled : withConversations(settled, context, path, logger);
}

function withDelimiter(data: Record<string, unknown>, path: string, logger: Logger): Record<string, unknown> {
  if (data["delimiter"] !== undefined) return data;
  const column = typeof data["textColumn"] === "string" ? data["textColumn"] : "text";
  const delimiter = csvDelimiter(beginning(path), column);
  if (delimiter === ",") return data;
  logger.info(`${path}: cut at ${delimiter === "\t" ? "tabs" : JSON.stringify(delimiter)}, as its header shows`);
  return { ...data, delimiter };
}

function withConversations(
  data: Record<string, unknown>,
  context: ContextConfig,
  path: string,
  logger: Logger,
): Record<string, unknown> {
  const delimiter = typeof data["delimiter"] === "string" ? data["delimiter"] : ",";
  const first = firstObject(beginning(path));
  const header = data["reader"] === "csv" ? csvHeader(beginning(path), delimiter) : Object.keys(first ?? {});
  const found = (["conversationColumn", "roleColumn"] as const).flatMap((key): [string, string][] => {
    const column = data[key] === undefined ? usualColumn(key, header) : undefined;
    return column === undefined ? [] : [[key, column]];
  });
  const settled = { ...data, ...Object.fromEntries(found) };
  if (turnsInView(context) > 0 && settled["conversationColumn"] === undefined) {
    logger.warn(
      `${path}: no column says which rows belong together (--conversation-column): each text is read as the first of its conversation`,
    );
  }
  return settled;
}

/** Only a file that can be read: what is wrong with another one, its reader says. */
function onlyFile(files: unknown): string | undefined {
  const [path] = isRecord(files) ? Object.values(files).flat() : [];
  return typeof path === "string" && statSync(path, { throwIfNoEntry: false })?.isFile() === true ? path : undefined;
}

function beginning(path: string): string {
  const file = openSync(path, "r");
  try {
    const bytes = Buffer.alloc(65_536);
    return bytes.toString("utf8", 0, readSync(file, bytes)).replace(/^\uFEFF/, "");
  } finally {
    closeSync(file);
  }
}

/** The first line of JSON lines, if it can be read. */
function firstObject(text: string): Record<string, unknown> | undefined {
  try {
    const first: unknown = JSON.parse(text.trimStart().split("\n", 1)[0] ?? "");
    return isRecord(first) ? first : undefined;
  } catch {
    return undefined;
  }
}

function refusePredictions(text: string, path: string): void {
  const first = firstObject(text);
  if (first === undefined || !["label", "score", "top"].every((key) => Object.hasOwn(first, key))) return;
  throw new IntentsmithError("ARGUMENT_INVALID", `--data ${path}: its labels are predictions, not true ones`, {
    hint: "Give the file that was predicted, or write predictions as .csv, which keeps its column label apart.",
  });
}
