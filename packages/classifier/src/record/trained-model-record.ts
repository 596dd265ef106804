import { existsSync } from "node:fs";
import { join } from "node:path";
import { IntentsmithError, parseConfig, readJsonFile } from "@intentsmith/core";
import { z } from "zod";
import { decisionSchema } from "../decision/decision-record.ts";
import { headSchema } from "../head/head-record.ts";

/** The file beside the weights that makes a sentence encoder an intent classifier. */
export const trainedModelFile = "intentsmith.json";

const schema = z.looseObject({
  /** 2: with a head of its own or a decision. */
  format: z.union([z.literal(1), z.literal(2)]),
  labels: z.array(z.looseObject({ name: z.string(), words: z.string() })).min(1),
  /** Earlier turns in the model's input, if it was trained with them. */
  context: z.strictObject({ turns: z.int(), role: z.boolean() }).optional(),
  /** The base model as the config named it. */
  base: z.string(),
  maxSequenceLength: z.int(),
  /** `validation_accuracy`, `test_accuracy`, … of the saved epoch. */
  metrics: z.record(z.string(), z.number()),
  /** The resolved config of the run. */
  config: z.record(z.string(), z.unknown()),
  versions: z.record(z.string(), z.string()),
  dataHash: z.string(),
  /** Absent: the label words' embeddings. */
  head: headSchema.optional(),
  /** When to answer, and how scores become probabilities. Absent: always, at the head's usual temperature. */
  decision: decisionSchema.optional(),
});

/** What `intentsmith.json` holds. */
export type TrainedModelRecord = z.infer<typeof schema>;

/** Reads `intentsmith.json` of a trained model. @throws FILE_NOT_FOUND, MODEL_MALFORMED. */
export function readTrainedModelRecord(folder: string): TrainedModelRecord {
  const path = join(folder, trainedModelFile);
  if (!existsSync(path)) {
    const what = existsSync(folder) ? `no ${trainedModelFile} in it, so it has no labels` : "no such folder";
    throw new IntentsmithError("FILE_NOT_FOUND", `${folder}: ${what}`, {
      hint: "Name the model folder that `intentsmith train` printed at its end.",
    });
  }
  return parseConfig(schema, readJsonFile(path, "the model's record"), path);
}
