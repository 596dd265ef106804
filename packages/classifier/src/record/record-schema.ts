import { z } from "zod";
import { decisionSchema } from "../decision/decision-record.ts";
import { headContextSchema, headSchema } from "../head/head-record.ts";

/** The file beside the weights that makes a sentence encoder an intent classifier. */
export const trainedModelFile = "intentsmith.json";

/** Of `intentsmith.json`. */
export const recordSchema = z.looseObject({
  /** 2: with a head of its own or a decision. */
  format: z.union([z.literal(1), z.literal(2)]),
  labels: z.array(z.looseObject({ name: z.string(), words: z.string() })).min(1),
  /** Earlier turns in the model's input, if it was trained with them. */
  context: z.strictObject({ turns: z.int(), role: z.boolean(), head: headContextSchema.optional() }).optional(),
  /** The base model as the config named it. */
  base: z.string(),
  maxSequenceLength: z.int(),
  /** `validation_accuracy`, `test_accuracy`, … of the saved epoch. */
  metrics: z.record(z.string(), z.number()),
  /** The resolved config of the run. */
  config: z.record(z.string(), z.unknown()),
  versions: z.record(z.string(), z.string()),
  /** Of the data's files and config. */
  dataHash: z.string(),
  /** Absent: the label words' embeddings. */
  head: headSchema.optional(),
  /** When to answer, and how scores become probabilities. Absent: always, at the head's usual temperature. */
  decision: decisionSchema.optional(),
  /** Of each split's content and of the data's config. Records of before have none, exported folders neither. */
  dataHashes: z.object({ config: z.string(), splits: z.record(z.string(), z.string()) }).optional(),
});

/** What `intentsmith.json` holds. */
export type TrainedModelRecord = z.infer<typeof recordSchema>;
