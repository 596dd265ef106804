import type { Batch } from "@intentsmith/data";
import type { TrainingConfig } from "../config/training-config.ts";
import { batchFeeds } from "../losses/batch-objective.ts";
import { scheduleFactor } from "../optim/schedules.ts";
import type { TrainingPlan } from "../plan/training-plan.ts";
import { diverged } from "../step/finite.ts";
import type { StepOutcome } from "../step/training-step.ts";
import { updateParameters } from "../step/update-parameters.ts";
import type { Run } from "./open-run.ts";

/** A step of the optimizer. */
export interface DoneStep extends StepOutcome {
  learningRate: number;
  /** Before clipping. */
  gradientNorm: number;
}

/** Forward, backward, clip, AdamW. @throws TRAINING_DIVERGED, nothing having been changed. */
export async function trainStep(
  { train }: TrainingConfig,
  plan: TrainingPlan,
  { memory, step }: Run,
  batch: Batch,
): Promise<DoneStep> {
  const { progress, parameters, optimizer } = memory;
  const factor = scheduleFactor(train.schedule, progress.step, plan.warmupSteps, plan.totalSteps);
  const learningRate = train.learningRate * factor;
  const sequences = Array.from(batch.sequences, (index) => plan.sequences[index] as Int32Array);
  const outcome = await step.run(sequences, batchFeeds(batch), progress.step);
  const lossIsFinite = Number.isFinite(outcome.loss);
  const gradientNorm = lossIsFinite ? updateParameters(parameters, optimizer, learningRate, train) : NaN;
  if (!Number.isFinite(gradientNorm)) {
    const ids = Array.from(batch.examples, (index) => plan.trainExamples[index]?.id);
    const what = lossIsFinite ? `loss ${outcome.loss}, gradient norm ${gradientNorm}` : `loss ${outcome.loss}`;
    throw diverged(`step ${progress.step + 1}: ${what} at learning rate ${learningRate}; examples ${ids.join(", ")}`);
  }
  return { ...outcome, learningRate, gradientNorm };
}

/** One row in `metrics.jsonl` and one, with the clock's values, in `timing.jsonl`. */
export function recordStep(
  { sampler }: TrainingPlan,
  { memory: { progress }, log: { directory } }: Run,
  { loss, learningRate, gradientNorm, statistics, tokenCount }: DoneStep,
  seconds: number,
): void {
  directory.appendMetrics({
    step: progress.step,
    epoch: progress.epoch + progress.batch / sampler.batchesPerEpoch,
    loss,
    learningRate,
    gradientNorm,
    hardPositives: statistics["hardPositives"] ?? null,
    hardNegatives: statistics["hardNegatives"] ?? null,
  });
  directory.appendTiming({
    step: progress.step,
    tokensPerSecond: tokenCount / seconds,
    seconds,
    memoryBytes: process.memoryUsage.rss(),
  });
}
