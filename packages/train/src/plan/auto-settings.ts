import { IntentsmithError } from "@intentsmith/core";
import type { TrainingConfig, WrittenConfig } from "../config/training-config.ts";

/** What the rule for settings looks at. */
export interface Problem {
  /** Training texts. */
  rows: number;
  /** C */
  labels: number;
  /** Of the base encoder. */
  layers: number;
}

/** Steps that a small data set still needs. */
const leastSteps = 250;
const mostEpochs = 12;

/** The rule behind `auto`: docs/decisions/0011-auto-settings.md has the measurements. */
export const autoSettings = {
  loss: { type: "label-softmax", scale: 20 },
  warmupRatio: 0.1,
  batchTexts: ({ rows }: Problem): number => (rows >= 640 ? 32 : 16),
  /** A shallow encoder bears a higher one. */
  learningRate: ({ layers }: Problem): number => (layers <= 3 ? 5e-4 : 3e-4),
  /** Steps are what counts: few texts are gone through more often. */
  epochs: (batchesPerEpoch: number): number =>
    Math.min(mostEpochs, Math.max(2, Math.ceil(leastSteps / batchesPerEpoch))),
} as const;

/**
 * The config with numbers for every `auto`. `batchesPerEpoch`: of a sampler with these settings.
 * @throws CONFIG_INVALID for the method `auto`, which is no training but a search (`fit`).
 */
export function settleConfig(
  config: WrittenConfig,
  problem: Problem,
  batchesPerEpoch: (sampler: TrainingConfig["train"]["sampler"]) => number,
): TrainingConfig {
  const { method, sampler: wanted, loss, learningRate, epochs } = config.train;
  if (method === "auto") {
    throw new IntentsmithError("CONFIG_INVALID", "train.method: auto tries several methods; it is not one training", {
      hint: "Use intentsmith train --config or fit with it, or choose fine-tune or head.",
    });
  }
  const sampler =
    wanted.type === "grouped" && wanted.batchTexts === "auto"
      ? { ...wanted, batchTexts: autoSettings.batchTexts(problem) }
      : (wanted as TrainingConfig["train"]["sampler"]);
  const settled = {
    sampler,
    loss: loss === "auto" ? { ...autoSettings.loss } : loss,
    epochs: epochs === "auto" ? autoSettings.epochs(batchesPerEpoch(sampler)) : epochs,
    learningRate: learningRate === "auto" ? autoSettings.learningRate(problem) : learningRate,
  };
  // Spread over what was written: the order of keys stays, and with it the bytes of records
  return { ...config, train: { ...config.train, ...settled } } as TrainingConfig;
}
