import { randomBytes } from "node:crypto";
import { closeSync, existsSync, fsyncSync, mkdirSync, openSync, renameSync, rmSync, writeFileSync } from "node:fs";
import { basename, dirname, join } from "node:path";
import {
  checkArguments,
  expected,
  refuseExisting,
  spreadsheetCell,
  syncDirectory,
  writeFailed,
} from "@intentsmith/core";
import { stringify } from "csv-stringify/sync";
import type { Dataset } from "../read-dataset.ts";
import { pairRows } from "./label-pairs.ts";

/** Rows that are turned into text at a time: memory stays small however many pairs there are. */
const rowsAtATime = 2_000;

type PairedDataset = Pick<Dataset, "examples" | "labels" | "labelWords" | "context">;

export interface PairsCsvOptions {
  replace?: boolean;
  safe?: boolean;
}

/**
 * Writes all pairs as CSV (`text,label_words,target,split`): UTF-8, `\n`, deterministic, whole or not at all. `safe`: cells
 * that a spreadsheet would run as formulas begin with an apostrophe.
 * @returns the number of pairs. @throws ARGUMENT_INVALID; OUTPUT_EXISTS unless `replace`; WRITE_FAILED.
 */
export async function writePairsCsv(
  dataset: PairedDataset,
  path: string,
  options: PairsCsvOptions = {},
): Promise<number> {
  checkArguments("writePairsCsv", {
    dataset: [
      dataset,
      expected.fields({ examples: expected.list, labels: expected.texts, labelWords: expected.texts }),
    ],
    path: [path, expected.path],
    options: [options, expected.options<PairsCsvOptions>({ replace: expected.flag, safe: expected.flag })],
  });
  if (options.replace !== true) refuseExisting(path);
  const temporary = join(dirname(path), `.${basename(path)}.${randomBytes(4).toString("hex")}.partial`);
  try {
    mkdirSync(dirname(path), { recursive: true });
    const pairs = fill(temporary, dataset, options.safe === true ? spreadsheetCell : (cell) => cell);
    renameSync(temporary, path);
    syncDirectory(dirname(path));
    return pairs;
  } catch (error) {
    if (existsSync(temporary)) rmSync(temporary);
    throw writeFailed(path, error);
  }
}

function fill(path: string, dataset: PairedDataset, written: (cell: string) => string): number {
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
      if (waiting.push([written(text), written(labelWords), target, split]) >= rowsAtATime) flush();
      pairs++;
    }
    flush();
    fsyncSync(file);
  } finally {
    closeSync(file);
  }
  return pairs;
}
