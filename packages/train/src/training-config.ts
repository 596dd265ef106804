import { applySettings, IntentsmithError, parseConfig, readYamlFile } from "@intentsmith/core";
import { dataConfigSchema, samplerConfigSchema, type ResolvedDataConfig, type SamplerConfig } from "@intentsmith/data";
import { metricDirection } from "@intentsmith/eval";
import { wandbConfigSchema, type WandbConfig } from "@intentsmith/tracking";
import { z } from "zod";
import { lossConfigSchema, type LossConfig } from "./losses/create-loss.ts";
import { scheduleNames, type ScheduleName } from "./optim/schedules.ts";

const probability = z.number().min(0).max(0.9);
const count = z.int().min(1);

const modelSchema = z.strictObject({
  base: z.string().min(1),
  revision: z.string().min(1).optional(),
  maxSequenceLength: z.int().min(3).optional(),
});

const trainSchema = z
  .strictObject({
    sampler: samplerConfigSchema,
    loss: lossConfigSchema.prefault({ type: "online-contrastive" }),
    epochs: count.default(1),
    learningRate: z.number().positive().default(2e-5),
    schedule: z.enum(scheduleNames).default("linear"),
    warmupRatio: z.number().min(0).max(1).optional(),
    warmupSteps: z.int().min(0).optional(),
    weightDecay: z.number().min(0).default(0.01),
    maxGradNorm: z.number().positive().default(1),
    dropout: z.union([probability, z.strictObject({ hidden: probability, attention: probability })]).default(0.1),
    seed: z
      .int()
      .min(0)
      .max(2 ** 32 - 1)
      .default(42),
    freezeLayers: z.int().min(0).default(0),
    threads: z.int().min(0).default(0),
    earlyStopping: z.strictObject({ patience: count.default(1), minDelta: z.number().min(0).default(0) }).optional(),
    checkpoint: z
      .strictObject({ everySteps: count.optional(), everyMinutes: z.number().positive().optional() })
      .prefault({}),
    keepCheckpoints: count.default(2),
  })
  .refine((train) => train.warmupRatio === undefined || train.warmupSteps === undefined, {
    message: "give warmupRatio (a share of all steps) or warmupSteps (a number of steps), not both",
    path: ["warmupSteps"],
  });

const evaluateSchema = z.strictObject({ bestBy: z.string().default("accuracy") }).prefault({});
const trackingSchema = z.strictObject({ wandb: wandbConfigSchema.optional() }).prefault({});

/** A run's config without a grid: every key, strict. */
export const trainingConfigSchema: z.ZodType<TrainingConfig, TrainingConfigInput> = z.strictObject({
  data: dataConfigSchema,
  model: modelSchema,
  train: trainSchema,
  evaluate: evaluateSchema,
  tracking: trackingSchema,
}) as unknown as z.ZodType<TrainingConfig, TrainingConfigInput>;

export interface TrainingConfig {
  data: ResolvedDataConfig;
  model: { base: string; revision?: string; maxSequenceLength?: number };
  train: {
    sampler: SamplerConfig;
    loss: LossConfig;
    epochs: number;
    learningRate: number;
    schedule: ScheduleName;
    /** Share of all steps; exclusive with warmupSteps. Neither: 0. */
    warmupRatio?: number;
    warmupSteps?: number;
    weightDecay: number;
    maxGradNorm: number;
    dropout: number | { hidden: number; attention: number };
    seed: number;
    /** The embeddings and this many lower layers stay as they are (0: everything is trained). */
    freezeLayers: number;
    /** 0: one a core. */
    threads: number;
    earlyStopping?: { patience: number; minDelta: number };
    /** When to write checkpoints besides the end of each epoch. */
    checkpoint: { everySteps?: number; everyMinutes?: number };
    /** How many of the newest checkpoints stay on disk. */
    keepCheckpoints: number;
  };
  evaluate: { bestBy: string };
  tracking: { wandb?: WandbConfig };
}

/** A config as its author writes it: what has a default may be left out. */
export type TrainingConfigInput = Record<string, unknown>;

/**
 * Checks a config and fills in its defaults. `where` (the file's name) opens messages.
 * @throws CONFIG_INVALID, CONFIG_UNKNOWN_KEY naming the nearest key.
 */
export function parseTrainingConfig(value: unknown, where: string): TrainingConfig {
  const config = parseConfig(trainingConfigSchema, value, where);
  metricDirection(config.evaluate.bestBy, `${where}: evaluate.bestBy`);
  return config;
}

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
