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

/** What a fit has done so far, in its folder: with it, the same command goes on after a kill. */
export const fitRecordFile = "fit.json";

const outcomeSchema = z.looseObject({
  name: z.string(),
  what: z.string(),
  status: z.enum(["finished", "not-tried"]),
  /** Of the chosen setting, by heads that did not see the text; null where there was none. */
  crossValidation: z.number().nullable(),
  validation: z.number().nullable(),
  seconds: z.number(),
  /** The whole config with everything pinned; null if it was not tried. */
  config: z.record(z.string(), z.unknown()).nullable(),
  /** Why it was not tried, or what is worth knowing. */
  note: z.string().optional(),
});

const schema = z.looseObject({
  format: z.literal(1),
  /** Of data, base and what else decides the outcome. */
  identity: z.string(),
  status: z.enum(["running", "finished"]),
  outcomes: z.array(outcomeSchema),
  /** Name of the outcome whose model is in `model`. */
  chosen: z.string().nullable(),
});

export type FitOutcome = z.infer<typeof outcomeSchema>;
export type FitRecord = z.infer<typeof schema>;

/** Whether a fit is or was at work in this folder. */
export function isFitDirectory(folder: string): boolean {
  checkArguments("isFitDirectory", { folder: [folder, expected.path] });
  return existsSync(join(folder, fitRecordFile));
}

export function writeFitRecord(folder: string, record: FitRecord): void {
  writeFileAtomic(join(folder, fitRecordFile), `${JSON.stringify(record, null, 2)}\n`);
}

/** Reads `fit.json`. @throws FILE_NOT_FOUND, FILE_MALFORMED or CONFIG_INVALID for what is none. */
export function readFitRecord(folder: string): FitRecord {
  const path = join(folder, fitRecordFile);
  return parseConfig(schema, readJsonFile(path, "the fit's record"), path);
}

/**
 * The record of a fit to go on with; a new one where there is none.
 * @throws OUTPUT_EXISTS for a finished fit, or one of other data, base or settings; FILE_MALFORMED.
 */
export function continueFit(folder: string, identity: string): FitRecord {
  if (!isFitDirectory(folder)) return { format: 1, identity, status: "running", outcomes: [], chosen: null };
  const record = readFitRecord(folder);
  if (record.status === "finished") {
    throw new IntentsmithError("OUTPUT_EXISTS", `${folder}: this fit is finished`, {
      hint: `Its model is ${join(folder, "model")}. Choose another --out, or give --overwrite.`,
    });
  }
  if (record.identity !== identity) {
    throw new IntentsmithError("OUTPUT_EXISTS", `${folder}: a fit of other data, another base or other settings`, {
      hint: "Choose another --out, or give --overwrite.",
    });
  }
  return record;
}
