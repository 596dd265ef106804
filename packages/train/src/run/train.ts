import { join } from "node:path";
import { setImmediate as nextTurn } from "node:timers/promises";
import { IntentsmithError, silentLogger } from "@intentsmith/core";
import type { Batch } from "@intentsmith/data";
import { formatAccuracyLine, metricDirection } from "@intentsmith/eval";
import { diverged, requireFinite } from "../step/finite.ts";
import { pairFeeds } from "../losses/pair-objective.ts";
import { evaluateSplit, type SplitEvaluation } from "../report/split-evaluation.ts";
import { scheduleFactor } from "../optim/schedules.ts";
import { ProgressLine } from "../report/progress-line.ts";
import type { StepOutcome } from "../step/training-step.ts";
import type { TrainingConfig } from "../config/training-config.ts";
import { examplesOf, planTraining, type TrainingPlan } from "../plan/training-plan.ts";
import { TrainingInterrupted } from "../folder/interrupted.ts";
import { considerEpoch } from "./consider-epoch.ts";
import type { TrainOptions, TrainResult } from "./train-options.ts";
import { TrainingState } from "./training-state.ts";
import { updateParameters } from "../step/update-parameters.ts";

/**
 * Fine-tunes a sentence encoder into an intent classifier and saves the best epoch's model under `out`/model.
 *
 * @throws CONFIG_INVALID, DATA_EMPTY, OUTPUT_EXISTS and other input errors before the first step; when resuming also
 * CHECKPOINT_UNUSABLE, and ARGUMENT_INVALID if the run is finished or another process works on it; TRAINING_DIVERGED when the loss is no longer finite;
 * WRITE_FAILED; TrainingInterrupted.
 */
export async function train(config: TrainingConfig, options: TrainOptions): Promise<TrainResult> {
  const { logger = silentLogger, signal } = options;
  const plan = options.plan ?? (await planTraining(config, { logger }));
  const state = await TrainingState.open(config, plan, options);
  const { progress, log } = state;
  const line = new ProgressLine(plan.totalSteps, config.train.epochs);
  const started = performance.now();
  let tokens = 0;
  try {
    while (progress.epoch < config.train.epochs && !progress.stopped) {
      for (const batch of plan.sampler.epoch(progress.epoch, progress.batch)) {
        const begun = performance.now();
        const outcome = await trainStep(config, plan, state, batch);
        tokens += outcome.tokenCount;
        const seconds = (performance.now() - begun) / 1000;
        log.directory.appendTiming({
          step: progress.step,
          tokensPerSecond: outcome.tokenCount / seconds,
          seconds,
          memoryBytes: process.memoryUsage.rss(),
        });
        logger.progress(
          line.update({
            step: progress.step,
            epoch: progress.epoch,
            loss: outcome.loss,
            seconds,
            tokenCount: outcome.tokenCount,
          }),
        );
        await nextTurn();
        if (signal?.aborted === true || log.stopRequested()) await stopHere(state, signal);
        if (state.checkpointDue()) await state.writeCheckpoint();
      }
      await endEpoch(config, plan, state);
      await nextTurn();
      if (signal?.aborted === true) await stopHere(state, signal);
    }
    return await finish(config, plan, state, options, { tokens, seconds: (performance.now() - started) / 1000 });
  } catch (error) {
    if (!(error instanceof TrainingInterrupted)) await state.fail(error);
    throw error;
  } finally {
    await state.release();
  }
}

/** Forward, backward, clip, AdamW; then one row in `metrics.jsonl`. */
async function trainStep(
  config: TrainingConfig,
  plan: TrainingPlan,
  state: TrainingState,
  batch: Batch,
): Promise<StepOutcome> {
  const { train } = config;
  const { progress, parameters, optimizer } = state;
  const factor = scheduleFactor(train.schedule, progress.step, plan.warmupSteps, plan.totalSteps);
  const learningRate = train.learningRate * factor;
  const sequences = Array.from(batch.sequences, (index) => plan.sequences[index] as Int32Array);
  const outcome = await state.step.run(sequences, pairFeeds(batch), progress.step);
  const lossIsFinite = Number.isFinite(outcome.loss);
  const gradientNorm = lossIsFinite ? updateParameters(parameters, optimizer, learningRate, train) : NaN;
  if (!Number.isFinite(gradientNorm)) {
    const ids = Array.from(batch.examples, (index) => plan.trainExamples[index]?.id);
    const what = lossIsFinite ? `loss ${outcome.loss}, gradient norm ${gradientNorm}` : `loss ${outcome.loss}`;
    throw diverged(`step ${progress.step + 1}: ${what} at learning rate ${learningRate}; examples ${ids.join(", ")}`);
  }
  progress.step += 1;
  progress.batch += 1;
  state.log.directory.appendMetrics({
    step: progress.step,
    epoch: progress.epoch + progress.batch / plan.sampler.batchesPerEpoch,
    loss: outcome.loss,
    learningRate,
    gradientNorm,
    hardPositives: outcome.statistics["hardPositives"] ?? null,
    hardNegatives: outcome.statistics["hardNegatives"] ?? null,
  });
  return outcome;
}

/** Evaluates on validation, keeps the model if it is the best so far, and writes a checkpoint. */
async function endEpoch(config: TrainingConfig, plan: TrainingPlan, state: TrainingState): Promise<void> {
  const { progress, log } = state;
  const { bestBy } = config.evaluate;
  requireFinite(state.parameters.arena.data, `step ${progress.step}: a weight`);
  const model = state.currentModel();
  const epoch = progress.epoch + 1;
  const hasValidation = examplesOf(plan.dataset, "validation").length > 0;
  let value: number | undefined;
  let metrics: Record<string, number> = {};
  if (hasValidation) {
    const logAt = { run: log.directory, epoch, steps: progress.step };
    const evaluation = await evaluateSplit(model, plan.dataset, "validation", {
      threads: config.train.threads,
      bestBy,
      log: logAt,
    }).catch((error: unknown) => {
      const isNaN = error instanceof IntentsmithError && error.code === "MODEL_MALFORMED";
      throw isNaN ? diverged(`step ${progress.step}: ${error.message}`) : error;
    });
    metrics = evaluation.metrics;
    value = metrics[bestBy];
    const chosenBy = bestBy === "accuracy" ? "" : `, ${bestBy} ${value?.toFixed(4)}`;
    log.say(`epoch ${epoch}: validation ${formatAccuracyLine(evaluation.result)}${chosenBy}`);
  }
  const { keep, ...decided } = considerEpoch(
    progress,
    { epoch, value, direction: metricDirection(bestBy) },
    config.train,
  );
  Object.assign(progress, decided, { epoch, batch: 0 });
  if (keep) await state.saveModel(model, { ...prefixed("validation", metrics), best_epoch: epoch });
  if (progress.stopped) log.say(`stopped early: no gain in ${bestBy} for ${progress.epochsWithoutGain} epoch(s)`);
  await state.writeCheckpoint();
}

async function stopHere(state: TrainingState, signal: AbortSignal | undefined): Promise<never> {
  await state.writeCheckpoint();
  const name = signal?.reason === "SIGTERM" ? "SIGTERM" : "SIGINT";
  await state.log.finish({ status: "interrupted", exitCode: name === "SIGINT" ? 130 : 143, finalMetrics: {} });
  throw new TrainingInterrupted(name, state.runDirectory, state.progress.step);
}

/** Metrics of the saved (best) model on validation and test, into the run's and the model's records. */
async function finish(
  config: TrainingConfig,
  plan: TrainingPlan,
  state: TrainingState,
  options: TrainOptions,
  cost: { tokens: number; seconds: number },
): Promise<TrainResult> {
  const best = await state.bestModel();
  const { threads } = config.train;
  const { bestBy } = config.evaluate;
  const on = async (split: "validation" | "test"): Promise<SplitEvaluation | undefined> =>
    examplesOf(plan.dataset, split).length === 0
      ? undefined
      : await evaluateSplit(best, plan.dataset, split, { threads, bestBy });
  const validation = await on("validation");
  const test = options.test === false ? undefined : await on("test");
  const bestEpoch = state.progress.best?.epoch ?? 0;
  const metrics = {
    ...prefixed("validation", validation?.metrics),
    ...prefixed("test", test?.metrics),
    best_epoch: bestEpoch,
  };
  state.updateModelRecord(metrics);
  await state.log.finish({
    status: "finished",
    exitCode: 0,
    finalMetrics: metrics,
    modelDirectory: state.modelDirectory,
  });
  return {
    runDirectory: state.runDirectory,
    modelDirectory: join(state.runDirectory, "model"),
    bestEpoch,
    ...(validation === undefined ? {} : { validation }),
    ...(test === undefined ? {} : { test }),
    steps: state.progress.step,
    ...cost,
  };
}

function prefixed(split: string, metrics: Record<string, number> = {}): Record<string, number> {
  return Object.fromEntries(Object.entries(metrics).map(([name, value]) => [`${split}_${name}`, value]));
}
