import { randomBytes } from "node:crypto";
import { closeSync, existsSync, fsyncSync, mkdirSync, openSync, renameSync, rmSync, writeFileSync } from "node:fs";
import { basename, dirname, join } from "node:path";
import { refuseExisting, syncDirectory, writeFailed } from "@intentsmith/core";
import { stringify } from "csv-stringify/sync";
import type { Dataset } from "../read-dataset.ts";
import { pairRows } from "./label-pairs.ts";

/** Rows that are turned into text at a time: memory stays small however many pairs there are. */
const rowsAtATime = 2_000;

/**
 * Writes all pairs as CSV (`text,label_words,target,split`): UTF-8, `\n`, deterministic, whole or not at all.
 * @returns the number of pairs. @throws OUTPUT_EXISTS unless `replace`; WRITE_FAILED.
 */
export async function writePairsCsv(
  dataset: Pick<Dataset, "examples" | "labels" | "labelWords" | "context">,
  path: string,
  options: { replace?: boolean } = {},
): Promise<number> {
  if (options.replace !== true) refuseExisting(path);
  const temporary = join(dirname(path), `.${basename(path)}.${randomBytes(4).toString("hex")}.partial`);
  try {
    mkdirSync(dirname(path), { recursive: true });
    const pairs = fill(temporary, dataset);
    renameSync(temporary, path);
    syncDirectory(dirname(path));
    return pairs;
  } catch (error) {
    if (existsSync(temporary)) rmSync(temporary);
    throw writeFailed(path, error);
  }
}

function fill(path: string, dataset: Pick<Dataset, "examples" | "labels" | "labelWords" | "context">): number {
  const file = openSync(path, "wx");
  let pairs = 0;
  let waiting: (string | number)[][] = [["text", "label_words", "target", "split"]];
  const flush = (): void => {
    // A lone carriage return is a line end to many readers, so cells that hold one are quoted as well.
    writeFileSync(file, stringify(waiting, { record_delimiter: "\n", quoted_match: /\r/ }));
    waiting = [];
  };
  try {
    for (const { text, labelWords, target, split } of pairRows(dataset)) {
      if (waiting.push([text, labelWords, target, split]) >= rowsAtATime) flush();
      pairs++;
    }
    flush();
    fsyncSync(file);
  } finally {
    closeSync(file);
  }
  return pairs;
}
