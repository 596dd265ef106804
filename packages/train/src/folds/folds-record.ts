import { existsSync } from "node:fs";
import { join } from "node:path";
import {
  checkArguments,
  expected,
  IntentsmithError,
  parseConfig,
  readJsonFile,
  writeFileAtomic,
} from "@intentsmith/core";
import { z } from "zod";

const foldSchema = z.strictObject({
  /** Folder of its run, relative to the record. */
  run: z.string(),
  /** How many texts the fold has, and how many of them its model gets right. */
  total: z.number(),
  correct: z.number(),
  accuracy: z.number(),
  macroF1: z.number(),
  /** Of the best epoch on its validation part; null where there is none. */
  validationAccuracy: z.number().nullable(),
});

const schema = z.looseObject({
  format: z.literal(1),
  /** Of data, config and number of folds. */
  identity: z.string(),
  status: z.enum(["running", "finished"]),
  count: z.number(),
  config: z.record(z.string(), z.unknown()),
  folds: z.array(foldSchema),
});

/** A fold's model on the fold's texts, which it did not see. */
export type FoldResult = z.infer<typeof foldSchema>;
export type FoldsRecord = z.infer<typeof schema>;

const recordPath = (folder: string): string => join(folder, "folds.json");

/** Whether a cross-validation is or was at work in this folder. */
export function isFoldsDirectory(folder: string): boolean {
  checkArguments("isFoldsDirectory", { folder: [folder, expected.path] });
  return existsSync(recordPath(folder));
}

/** Reads `folds.json`. @throws FILE_NOT_FOUND, FILE_MALFORMED or CONFIG_INVALID for what is none. */
export function readFoldsRecord(folder: string): FoldsRecord {
  checkArguments("readFoldsRecord", { folder: [folder, expected.path] });
  return parseConfig(schema, readJsonFile(recordPath(folder), "the folds' record"), recordPath(folder));
}

export function writeFoldsRecord(folder: string, record: FoldsRecord): void {
  writeFileAtomic(recordPath(folder), `${JSON.stringify(record, null, 2)}\n`);
}

/** @throws CHECKPOINT_UNUSABLE for a record of other data, settings or number of folds. */
export function requireSameFolds(folder: string, record: FoldsRecord, identity: string): void {
  if (record.identity === identity) return;
  throw new IntentsmithError("CHECKPOINT_UNUSABLE", `${folder}: a cross-validation of other data, settings or folds`, {
    hint: "Resume with what it was started with, or start a new one in another folder.",
  });
}
