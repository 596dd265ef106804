import { existsSync } from "node:fs";
import { join } from "node:path";
import { IntentsmithError, parseConfig, readJsonFile } from "@intentsmith/core";
import { z } from "zod";

/** The file beside the weights that makes a sentence encoder an intent classifier. */
export const trainedModelFile = "intentsmith.json";

/** What `intentsmith.json` holds. */
export interface TrainedModelRecord {
  format: 1;
  labels: { name: string; words: string }[];
  /** Earlier turns in the model's input, if it was trained with them. */
  context?: { turns: number; role: boolean } | undefined;
  /** The base model as the config named it. */
  base: string;
  maxSequenceLength: number;
  /** `validation_accuracy`, `test_accuracy`, … of the saved epoch. */
  metrics: Record<string, number>;
  /** The resolved config of the run. */
  config: Record<string, unknown>;
  versions: Record<string, string>;
  dataHash: string;
}

const schema = z.looseObject({
  format: z.literal(1),
  labels: z.array(z.looseObject({ name: z.string(), words: z.string() })).min(1),
  context: z.strictObject({ turns: z.int(), role: z.boolean() }).optional(),
  base: z.string(),
  maxSequenceLength: z.int(),
  metrics: z.record(z.string(), z.number()),
  config: z.record(z.string(), z.unknown()),
  versions: z.record(z.string(), z.string()),
  dataHash: z.string(),
});

/** Reads `intentsmith.json` of a trained model. @throws FILE_NOT_FOUND, MODEL_MALFORMED. */
export function readTrainedModelRecord(folder: string): TrainedModelRecord {
  const path = join(folder, trainedModelFile);
  if (!existsSync(path)) {
    const what = existsSync(folder) ? `no ${trainedModelFile} in it, so it has no labels` : "no such folder";
    throw new IntentsmithError("FILE_NOT_FOUND", `${folder}: ${what}`, {
      hint: "Name the model folder that `intentsmith train` printed at its end.",
    });
  }
  return parseConfig(schema, readJsonFile(path, "the model's record"), path) as TrainedModelRecord;
}
