import { IntentsmithError, messageOf } from "@intentsmith/core";
import { parquetMetadata, parquetReadObjects, type FileMetaData } from "hyparquet";
import { compressors } from "hyparquet-compressors";
import type { ResolvedParquetConfig } from "../config/data-config.ts";
import { missingColumn, namedColumns, rowFromCells } from "./columns.ts";
import { readDataFile, type DataFile } from "./data-files.ts";
import type { Row } from "./row.ts";

/** The columns of a Parquet file, by its metadata. @throws FILE_NOT_FOUND, FILE_MALFORMED, DATA_EMPTY. */
export function parquetColumns(path: string): string[] {
  const file = readDataFile(path);
  return columnsOf(attempt(file, () => parquetMetadata(arrayBuffer(file.bytes))));
}

/**
 * Parquet, the format of every data set on the hub: columns as in CSV; numbers of a `ClassLabel` become their names, which
 * the file carries. Ids count rows from 1.
 * @throws FILE_MALFORMED; DATA_COLUMN_MISSING with the columns there are; DATA_EMPTY without a row.
 */
export async function readParquet(
  file: DataFile,
  config: ResolvedParquetConfig,
  further: readonly string[] = [],
): Promise<Row[]> {
  const buffer = arrayBuffer(file.bytes);
  const metadata = attempt(file, () => parquetMetadata(buffer));
  const columns = columnsOf(metadata);
  const named = namedColumns(config, further);
  for (const column of named) if (!columns.includes(column[1])) throw missingColumn(file.path, column, columns);
  const wanted = [...new Set(named.map(([, column]) => column))];
  const names = classNames(metadata);
  let records: Record<string, unknown>[];
  try {
    records = await parquetReadObjects({ file: buffer, metadata, columns: wanted, compressors });
  } catch (cause) {
    throw malformed(file, cause);
  }
  if (records.length === 0) {
    throw new IntentsmithError("DATA_EMPTY", `${file.path}: expected rows, received none`, {
      hint: "Take it out of data.files, or fetch it again.",
    });
  }
  return records.map((record, index) => {
    const where = `${file.path}: row ${index + 1}`;
    const cell = (column: string): string | null => {
      const value = record[column];
      // A column that only tells texts apart may hold whatever JSON can say
      if (further.includes(column) && ["object", "boolean"].includes(typeof value) && value !== null) {
        return JSON.stringify(value, (_, inner: unknown) => (typeof inner === "bigint" ? String(inner) : inner));
      }
      return cellOf(value, names.get(column), `${where}: ${column}`);
    };
    return rowFromCells(config, file, index + 1, where, cell, further);
  });
}

function arrayBuffer({ buffer, byteOffset, byteLength }: Buffer): ArrayBuffer {
  return buffer.slice(byteOffset, byteOffset + byteLength) as ArrayBuffer;
}

/** The schema's first element is its root. */
function columnsOf({ schema }: FileMetaData): string[] {
  return schema.slice(1).map(({ name }) => name);
}

/** The names of the columns that the data set's card declares as classes. Source: the `huggingface` key of `datasets`. */
function classNames({ key_value_metadata: pairs }: FileMetaData): Map<string, string[]> {
  const card = pairs?.find(({ key }) => key === "huggingface")?.value;
  if (card === undefined) return new Map();
  try {
    const { info } = JSON.parse(card) as { info?: { features?: Record<string, { names?: unknown } | null> } };
    return new Map(
      Object.entries(info?.features ?? {}).flatMap(([column, feature]) =>
        Array.isArray(feature?.names) ? [[column, feature.names.map(String)] as const] : [],
      ),
    );
  } catch {
    return new Map();
  }
}

function cellOf(value: unknown, names: readonly string[] | undefined, where: string): string | null {
  if (value === null || value === undefined) return null;
  if (typeof value === "string") return value;
  if (typeof value === "bigint" || typeof value === "number") {
    if (names === undefined) return String(value);
    const name = names[Number(value)];
    if (name !== undefined) return name;
    if (Number(value) === -1) return null; // no label, as in the test splits of some data sets
    throw new IntentsmithError("FILE_MALFORMED", `${where}: class ${value} of ${names.length}`, {
      hint: "Fetch the file again.",
    });
  }
  throw new IntentsmithError("FILE_MALFORMED", `${where}: expected text, received a value of type ${typeof value}`, {
    hint: "Name a column of texts.",
  });
}

function attempt<T>(file: DataFile, read: () => T): T {
  try {
    return read();
  } catch (cause) {
    throw malformed(file, cause);
  }
}

function malformed(file: DataFile, cause: unknown): IntentsmithError {
  return new IntentsmithError("FILE_MALFORMED", `${file.path}: not valid Parquet: ${messageOf(cause)}`, {
    hint: "Fetch the file again.",
    cause,
  });
}
