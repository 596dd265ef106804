import { closeSync, openSync, readSync, statSync } from "node:fs";
import { extname } from "node:path";
import { IntentsmithError, type Logger } from "@intentsmith/core";
import type { Split } from "@intentsmith/data";
import { csvDelimiter } from "./csv-records.ts";
import { isRecord } from "./data-root.ts";

/** The data config of one file by its ending. Rows that do not say their split are all of the one asked for. */
export function evaluationFile(
  path: string,
  source: { split: Split; textColumn?: string | undefined; labelColumn?: string | undefined },
): Record<string, unknown> {
  const { split, textColumn, labelColumn } = source;
  const columns = {
    ...(textColumn === undefined ? {} : { textColumn }),
    ...(labelColumn === undefined ? {} : { labelColumn }),
  };
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
 * header shows. @throws ARGUMENT_INVALID for JSON lines that `predict` wrote, whose labels are the model's own.
 */
export function settleFile(data: Record<string, unknown>, logger: Logger): Record<string, unknown> {
  const path = onlyFile(data["files"]);
  if (path === undefined) return data;
  if (data["reader"] === "jsonl") refusePredictions(beginning(path), path);
  if (data["reader"] !== "csv" || data["delimiter"] !== undefined) return data;
  const column = typeof data["textColumn"] === "string" ? data["textColumn"] : "text";
  const delimiter = csvDelimiter(beginning(path), column);
  if (delimiter === ",") return data;
  logger.info(`${path}: cut at ${delimiter === "\t" ? "tabs" : JSON.stringify(delimiter)}, as its header shows`);
  return { ...data, delimiter };
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

function refusePredictions(text: string, path: string): void {
  let first: unknown;
  try {
    first = JSON.parse(text.trimStart().split("\n", 1)[0] ?? "");
  } catch {
    return;
  }
  if (!isRecord(first) || !["label", "score", "top"].every((key) => Object.hasOwn(first, key))) return;
  throw new IntentsmithError("ARGUMENT_INVALID", `--data ${path}: its labels are predictions, not true ones`, {
    hint: "Give the file that was predicted, or write predictions as .csv, which keeps its column label apart.",
  });
}
