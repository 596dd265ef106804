import { applySettings, durationSeconds, IntentsmithError, parseConfig, readYamlFile } from "@intentsmith/core";
import { dataConfigSchema, samplerConfigSchema, type SettledSamplerConfig } from "@intentsmith/data";
import { decisionConfigSchema, metricDirection } from "@intentsmith/eval";
import { wandbConfigSchema } from "@intentsmith/tracking";
import { z } from "zod";
import { headConfigSchema } from "../head/head-config.ts";
import { lossConfigSchema, type LossConfig } from "../losses/create-loss.ts";
import { scheduleNames } from "../optim/schedules.ts";

const probability = z.number().min(0).max(0.9);
const count = z.int().min(1);
/** A value, or `auto`: by the rule in plan/auto-settings.ts. */
const orAuto = <Schema extends z.ZodType>(schema: Schema): z.ZodUnion<[Schema, z.ZodLiteral<"auto">]> =>
  z.union([schema, z.literal("auto")]);

const modelSchema = z.strictObject({
  base: z.string().min(1).describe("a folder in sentence-transformers layout, a hub id, or a shipped encoder"),
  revision: z.string().min(1).optional().describe("of a hub id: branch, tag or commit"),
  maxSequenceLength: z
    .int()
    .min(3)
    .optional()
    .describe("tokens at which texts are cut, special ones included; default: the base's own"),
  prompt: z
    .string()
    .optional()
    .describe(
      'put before every text and label word, such as "query: ", or the name of one of the base\'s prompts; "" for none; default: the base\'s own',
    ),
});

const trainSchema = z
  .strictObject({
    method: z
      .enum(["fine-tune", "head", "auto"])
      .optional()
      .describe(
        "fine-tune (default): the encoder is trained; head: it stays as it is, a head is fitted on its embeddings; auto: the best of both, as fit",
      ),
    budget: z
      .string()
      .refine((time) => durationSeconds(time) !== undefined, "expected a time such as 30s, 5m or 1h")
      .optional()
      .describe("with method auto: time for trying, such as 30s, 5m, 1h; default: until nothing gains"),
    head: headConfigSchema.optional().describe("with method head: which one; default: logistic"),
    refitHead: orAuto(headConfigSchema)
      .optional()
      .describe(
        "with method fine-tune: a head fitted on the trained encoder, kept if validation says so; auto: the best of prototypes, nearest-examples and logistic",
      ),
    sampler: samplerConfigSchema
      .prefault({ type: "grouped", batchTexts: 32 })
      .describe("which pairs meet in a batch; default: 32 texts, each with every label"),
    loss: orAuto(lossConfigSchema).prefault({ type: "online-contrastive" }).describe("what is minimised"),
    epochs: orAuto(count).default(1).describe("times through the training texts"),
    learningRate: orAuto(z.number().positive()).default(2e-5).describe("the highest one, after warm-up"),
    schedule: z.enum(scheduleNames).default("linear").describe("how the learning rate falls after warm-up"),
    warmupRatio: z
      .number()
      .min(0)
      .max(1)
      .optional()
      .describe("share of all steps in which the learning rate rises from 0; or warmupSteps"),
    warmupSteps: z.int().min(0).optional().describe("number of such steps; or warmupRatio; neither: 0"),
    weightDecay: z.number().min(0).default(0.01).describe("of AdamW, decoupled; none on biases and LayerNorm"),
    maxGradNorm: z.number().positive().default(1).describe("gradients are scaled down to this global norm"),
    dropout: z
      .union([
        probability,
        z.strictObject({
          hidden: probability.describe("on hidden states"),
          attention: probability.describe("on attention weights"),
        }),
      ])
      .default(0.1)
      .describe("one rate for both, or one each"),
    seed: z
      .int()
      .min(0)
      .max(2 ** 32 - 1)
      .default(42)
      .describe("of shuffles and dropout"),
    freezeLayers: z
      .int()
      .min(0)
      .default(0)
      .describe("so many lower layers, and the embeddings, stay as they are; 0: none"),
    threads: z.int().min(0).default(0).describe("inside one operator; 0: one a core"),
    earlyStopping: z
      .strictObject({
        patience: count.default(1).describe("epochs without a gain after which the run ends"),
        minDelta: z.number().min(0).default(0).describe("in evaluate.bestBy; so much or less is no gain"),
      })
      .optional()
      .describe("end when validation no longer gains"),
    checkpoint: z
      .strictObject({
        everySteps: count.optional().describe("write one after so many steps"),
        everyMinutes: z.number().positive().optional().describe("write one after so many minutes"),
      })
      .prefault({})
      .describe("when to write checkpoints besides the end of each epoch"),
    keepCheckpoints: count.default(2).describe("how many of the newest stay on disk"),
  })
  .refine((train) => train.warmupRatio === undefined || train.warmupSteps === undefined, {
    message: "give warmupRatio (a share of all steps) or warmupSteps (a number of steps), not both",
    path: ["warmupSteps"],
  })
  .refine((train) => train.head === undefined || train.method === "head", {
    message: "a head is fitted with method: head; after fine-tuning it is refitHead",
    path: ["head"],
  })
  .refine((train) => train.budget === undefined || train.method === "auto", {
    message: "a budget goes with method: auto",
    path: ["budget"],
  })
  .refine((train) => train.refitHead === undefined || train.method !== "head", {
    message: "refitHead goes with method: fine-tune; with method: head it is head",
    path: ["refitHead"],
  });

const evaluateSchema = z
  .strictObject({
    bestBy: z
      .string()
      .default("accuracy")
      .describe(
        "metric on validation that the best epoch is kept by: accuracy, macro_f1, spearman_cosine, cosine_ap, …",
      ),
    slices: z
      .array(z.string().min(1))
      .optional()
      .describe("columns whose values tell groups of texts apart; the accuracy of each is measured"),
  })
  .prefault({});
const trackingSchema = z
  .strictObject({
    wandb: wandbConfigSchema.optional().describe("without it nothing is sent"),
    tensorboard: z.boolean().optional().describe("write an event file for TensorBoard into the run's folder, too"),
  })
  .prefault({});

/** A run's config without a grid: every key, strict. `auto` is settled when data and base are known. */
export const trainingConfigSchema = z.strictObject({
  format: z
    .literal(2)
    .optional()
    .describe("2: loss, epochs, learningRate and batchTexts are auto where they are left out, warmupRatio is 0.1"),
  data: dataConfigSchema,
  model: modelSchema,
  train: trainSchema,
  evaluate: evaluateSchema,
  decide: decisionConfigSchema.optional().describe("when the model answers; default: the surest 95 %"),
  tracking: trackingSchema,
});

export type WrittenConfig = z.output<typeof trainingConfigSchema>;

type WrittenTrain = WrittenConfig["train"];
type Settled<Value> = Exclude<Value, "auto">;

/** The same with a value for every `auto`: what a run is made by, and what it records. */
export type TrainingConfig = Omit<WrittenConfig, "train"> & {
  train: Omit<WrittenTrain, "method" | "loss" | "epochs" | "learningRate" | "sampler"> & {
    method?: Settled<WrittenTrain["method"]>;
    loss: LossConfig;
    epochs: number;
    learningRate: number;
    sampler: SettledSamplerConfig;
  };
};

/** What the second format leaves to the rule, where it is not written. */
const secondFormat = {
  loss: "auto",
  epochs: "auto",
  learningRate: "auto",
  sampler: { type: "grouped", batchTexts: "auto" },
};

/**
 * Checks a config and fills in its defaults; `auto` stays (`planTraining` settles it). `where` (the file's name) opens messages.
 * @throws CONFIG_INVALID, CONFIG_UNKNOWN_KEY naming the nearest key.
 */
export function parseTrainingConfig(value: unknown, where: string): WrittenConfig {
  const config = parseConfig(trainingConfigSchema, withDefaultsOfFormat(value), where);
  metricDirection(config.evaluate.bestBy, `${where}: evaluate.bestBy`);
  return config;
}

function withDefaultsOfFormat(value: unknown): unknown {
  if (!isObject(value) || value["format"] !== 2) return value;
  const { train = {} } = value;
  if (!isObject(train)) return value;
  const warmUp = "warmupRatio" in train || "warmupSteps" in train ? {} : { warmupRatio: 0.1 };
  return { ...value, train: { ...secondFormat, ...warmUp, ...train } };
}

const isObject = (value: unknown): value is Record<string, unknown> =>
  typeof value === "object" && value !== null && !Array.isArray(value);

/** Reads a YAML config and applies `a.b=value` settings over it. A grid is taken out and returned beside it. */
export function readTrainingConfig(path: string, settings: readonly string[] = []): { config: unknown; grid: unknown } {
  const values = applySettings(readYamlFile(path), settings);
  if (typeof values !== "object" || values === null || Array.isArray(values)) {
    throw new IntentsmithError("CONFIG_INVALID", `${path}: expected keys such as data, model and train`, {
      hint: "Start from a file in configs/.",
    });
  }
  const { grid, ...config } = values as Record<string, unknown>;
  return { config, grid };
}
