import { onnxruntimeEngine } from "@intentsmith/graph";
import type { Logger } from "@intentsmith/core";
import { rememberTokens, tokenFindings } from "@intentsmith/data";
import {
  countEpochTokens,
  examplesOf,
  formatDuration,
  measureTokensPerSecond,
  planTraining,
  type WrittenConfig,
} from "@intentsmith/train";

/** A forward pass costs about a third of forward and backward. */
const evaluationCost = 1 / 3;

/** What a run would cost. */
export interface DryRun {
  texts: { train: number; validation: number; test: number };
  labels: number;
  /** Of all texts: those with more tokens than the model reads, and those of which it knows none. */
  truncatedTexts: number;
  /** Those that are read without their oldest turns, which do not fit. */
  shortenedTexts: number;
  unknownTexts: number;
  pairsPerEpoch: number;
  batchesPerEpoch: number;
  /** Of training; counted through the sampler for the first epoch: each distinct sequence once a batch. */
  tokensPerEpoch: number;
  steps: number;
  warmupSteps: number;
  /** Of a few real steps. */
  tokensPerSecond: number;
  /** Training and the evaluation at each epoch's end. */
  estimatedSeconds: number;
  /** Most that this process held while doing those steps. */
  memoryBytes: number;
}

/** Reads data and base model, counts, and does a few real steps on a copy of the weights. Nothing is written. */
export async function dryRun(written: WrittenConfig, logger: Logger): Promise<DryRun> {
  const plan = await planTraining(written, { logger });
  const { config, dataset, trainExamples, sampler, model } = plan;
  const tokenise = rememberTokens((input) => model.tokenizer.inspect(input, model.maxSequenceLength));
  const { truncated, shortened, unknown } = tokenFindings(dataset, tokenise);
  const { training, evaluation } = countEpochTokens(plan);
  logger.info("measuring a few steps …");
  const tokensPerSecond = await measureTokensPerSecond(
    config,
    plan,
    onnxruntimeEngine({ threads: config.train.threads }),
  );
  const work = config.train.epochs * (training + evaluation * evaluationCost);
  return {
    texts: {
      train: trainExamples.length,
      validation: examplesOf(dataset, "validation").length,
      test: examplesOf(dataset, "test").length,
    },
    labels: dataset.labels.length,
    truncatedTexts: truncated.length,
    shortenedTexts: shortened.length,
    unknownTexts: unknown.length,
    pairsPerEpoch: trainExamples.length * dataset.labels.length,
    batchesPerEpoch: sampler.batchesPerEpoch,
    tokensPerEpoch: training,
    steps: plan.totalSteps,
    warmupSteps: plan.warmupSteps,
    tokensPerSecond: Math.round(tokensPerSecond),
    estimatedSeconds: Math.round(work / tokensPerSecond),
    memoryBytes: process.resourceUsage().maxRSS * 1024,
  };
}

export function formatDryRun(run: DryRun): string {
  const n = (value: number): string => value.toLocaleString("en");
  const { train, validation, test } = run.texts;
  return [
    `texts     ${n(train)} train, ${n(validation)} validation, ${n(test)} test; ${run.labels} labels`,
    `tokens    ${n(run.truncatedTexts)} texts are cut at the longest sequence, ${n(run.unknownTexts)} have no known token`,
    ...(run.shortenedTexts === 0
      ? []
      : [`turns     ${n(run.shortenedTexts)} texts are read without their oldest turns`]),
    `epoch     ${n(run.pairsPerEpoch)} pairs, ${n(run.batchesPerEpoch)} batches, ${n(run.tokensPerEpoch)} tokens`,
    `steps     ${n(run.steps)}, ${n(run.warmupSteps)} of them warm-up`,
    `time      about ${formatDuration(run.estimatedSeconds)} at ${n(run.tokensPerSecond)} tokens/s`,
    `memory    about ${(run.memoryBytes / 1e9).toFixed(1)} GB`,
  ].join("\n");
}
