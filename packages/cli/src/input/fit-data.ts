import { extname } from "node:path";
import { IntentsmithError, type Logger } from "@intentsmith/core";
import { findColumns } from "./found-columns.ts";
import { otherFormat } from "./other-formats.ts";
import { readRowTable } from "./row-table.ts";

/**
 * The data config of a file with labelled texts, whatever table it is: its format by its ending, its columns by their
 * names. Says what it took.
 * @throws FILE_NOT_FOUND, FILE_MALFORMED, DATA_EMPTY; ARGUMENT_INVALID where columns cannot be told apart.
 */
export async function fitData(
  path: string,
  given: { textColumn?: string | undefined; labelColumn?: string | undefined },
  logger: Logger,
): Promise<Record<string, unknown>> {
  const other = otherFormat(path, given, logger);
  if (other !== undefined) return other;
  const ending = extname(path).toLowerCase();
  if (![".csv", ".tsv", ".txt", ".jsonl", ".ndjson"].includes(ending)) {
    throw new IntentsmithError(
      "ARGUMENT_INVALID",
      `${path}: expected a .csv, .tsv, .jsonl, .json, .yml or .parquet file, or a folder`,
      {
        hint: "Save the table as CSV with a header line.",
      },
    );
  }
  const { columns: header, rows, delimiter } = await readRowTable(path, given.textColumn ?? "text");
  const columns = findColumns(header, rows, given, path);
  const taken = Object.entries(columns).map(
    ([key, column]) => `${key.replace("Column", "")} from ${JSON.stringify(column)}`,
  );
  logger.info(`${path}: ${rows.length.toLocaleString("en")} rows, ${taken.join(", ")}`);
  if (delimiter === undefined) return { reader: "jsonl", files: [path], ...columns };
  return { reader: "csv", files: [path], ...(delimiter === "," ? {} : { delimiter }), ...columns };
}
