import type { Decision, Head } from "@intentsmith/classifier";
import { checkArguments, IntentsmithError, type Logger, messageOf, silentLogger } from "@intentsmith/core";
import { onnxruntimeEngine, type Engine } from "@intentsmith/graph";
import {
  decisionConfigSchema,
  type DecisionConfig,
  fitDecision,
  formatAccuracyLine,
  formatDecision,
  metricDirection,
  type ScoredTexts,
} from "@intentsmith/eval";
import type { SentenceEncoder, SentenceModel } from "@intentsmith/model";
import { SeenTexts } from "../folder/seen-texts.ts";
import { savedHead } from "../folder/trained-folder.ts";
import { tellSeen } from "./tell-seen.ts";
import type { FittedHead } from "../head/fitted-head.ts";
import { embedReferenceTexts, everydayScores } from "../head/embed-reference-texts.ts";
import { refitHead } from "../head/refit-head.ts";
import { diverged, requireFinite } from "../step/finite.ts";
import { evaluateSplit, type SplitEvaluation } from "../report/split-evaluation.ts";
import { parseTrainingConfig, type TrainingConfig, type WrittenConfig } from "../config/training-config.ts";
import { examplesOf, planTraining, type TrainingPlan } from "../plan/training-plan.ts";
import { TrainingInterrupted } from "../folder/interrupted.ts";
import type { RunLog } from "../report/run-log.ts";
import { considerEpoch, stillGaining } from "./consider-epoch.ts";
import { runEpochs } from "./epochs.ts";
import { modelRecord, prefixed } from "./model-record.ts";
import { trainHead } from "./train-head.ts";
import { recordStep, trainStep } from "./train-step.ts";
import { type TrainOptions, trainOptions, type TrainResult } from "./train-options.ts";
import { openRun, type Run } from "./open-run.ts";

/**
 * Fine-tunes a sentence encoder into an intent classifier and saves the best epoch's model under `out`/model.
 *
 * @throws CONFIG_INVALID, DATA_EMPTY, OUTPUT_EXISTS and other input errors before the first step; when resuming also
 * CHECKPOINT_UNUSABLE, and ARGUMENT_INVALID if the run is finished or another process works on it; TRAINING_DIVERGED when the loss is no longer finite;
 * WRITE_FAILED; TrainingInterrupted.
 */
export async function train(written: WrittenConfig, options: TrainOptions): Promise<TrainResult> {
  checkArguments("train", { options: [options, trainOptions] });
  const { logger = silentLogger, signal } = options;
  // What was parsed already stays as it is.
  const parsed = parseTrainingConfig(written, "train");
  const plan = options.plan ?? (await planTraining(parsed, { logger }));
  const { config } = plan;
  if (config.train.method === "head") return await trainHead(config, { ...options, plan });
  const engine = options.engine ?? onnxruntimeEngine({ threads: config.train.threads });
  const run = await openRun(config, plan, engine, options);
  const { folder, log, memory } = run;
  try {
    const cost = await runEpochs({
      epochs: config.train.epochs,
      totalSteps: plan.totalSteps,
      progress: memory.progress,
      batches: (epoch, firstBatch) => plan.sampler.epoch(epoch, firstBatch),
      step: (batch) => trainStep(config, plan, run, batch),
      record: (step, seconds) => recordStep(plan, run, step, seconds),
      endEpoch: (epoch) => endEpoch(config, plan, engine, run, epoch),
      checkpointDue: () => folder.checkpoints.due(config.train.checkpoint, memory.progress.step),
      checkpoint: () => folder.writeCheckpoint(memory, () => log.directory.sync()),
      stopRequested: () => signal?.aborted === true || log.stopRequested(),
      interrupt: () => stopHere(run, signal),
      logger,
    });
    return await finish(config, plan, engine, run, options, cost);
  } catch (error) {
    if (!(error instanceof TrainingInterrupted)) await recordFailure(run, error, logger);
    throw error;
  } finally {
    folder.release();
    await run.step.release();
  }
}

/** Evaluates on validation and keeps the model if it is the best so far. */
async function endEpoch(
  config: TrainingConfig,
  plan: TrainingPlan,
  engine: Engine,
  run: Run,
  epoch: number,
): Promise<void> {
  const { memory, folder, log } = run;
  const { progress } = memory;
  const { bestBy } = config.evaluate;
  requireFinite(memory.parameters.arena.data, `step ${progress.step}: a weight`);
  const model = memory.currentModel();
  const hasValidation = examplesOf(plan.dataset, "validation").length > 0;
  let value: number | undefined;
  let metrics: Record<string, number> = {};
  if (hasValidation) {
    const logAt = { run: log.directory, epoch, steps: progress.step };
    const evaluation = await evaluateSplit(model, plan.dataset, "validation", {
      engine,
      bestBy,
      head: memory.currentHead(),
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
  const ended = { epoch, value, direction: metricDirection(bestBy) };
  const advice = stillGaining(progress.best?.value, ended, config.train);
  const { keep, ...decided } = considerEpoch(progress, ended, config.train);
  Object.assign(progress, decided);
  if (keep) {
    const found = { ...prefixed("validation", metrics), best_epoch: epoch };
    const head = memory.currentHead();
    const answers = head === undefined ? {} : { head: head.record };
    await folder.saveModel(model, modelRecord(config, plan, log, found, answers), head);
  }
  if (advice !== undefined) log.say(advice);
  if (progress.stopped) log.say(`stopped early: no gain in ${bestBy} for ${progress.epochsWithoutGain} epoch(s)`);
}

/** Records that the run was interrupted; its checkpoint is written. */
async function stopHere({ folder, memory, log }: Run, signal: AbortSignal | undefined): Promise<never> {
  const name = signal?.reason === "SIGTERM" ? "SIGTERM" : "SIGINT";
  await log.finish({ status: "interrupted", exitCode: name === "SIGINT" ? 130 : 143, finalMetrics: {} });
  throw new TrainingInterrupted(name, folder.path, memory.progress.step);
}

/** Metrics of the saved (best) model on validation and test, into the run's and the model's records. */
async function finish(
  config: TrainingConfig,
  plan: TrainingPlan,
  engine: Engine,
  run: Run,
  options: TrainOptions,
  cost: { tokens: number; seconds: number },
): Promise<TrainResult> {
  const { folder, memory, log } = run;
  const best = await folder.bestModel();
  const { bestBy } = config.evaluate;
  const trainedHead = memory.currentHead();
  const decide = config.decide ?? decisionConfigSchema.parse({});
  const referenceTexts = decide.by === "distance" ? await embedReferenceTexts(best, plan.dataset, engine) : undefined;
  const on = async (split: "validation" | "test", head?: Head): Promise<SplitEvaluation | undefined> =>
    examplesOf(plan.dataset, split).length === 0
      ? undefined
      : await evaluateSplit(best, plan.dataset, split, {
          engine,
          bestBy,
          referenceTexts,
          head: head ?? (trainedHead && ((encoder) => savedHead(folder.modelDirectory, encoder))),
        });
  const plain = await on("validation");
  const refitted = plain === undefined ? undefined : await refit(config, plan, engine, best, plain, log);
  const head = refitted?.head ?? trainedHead;
  const validation = refitted === undefined ? plain : await on("validation", refitted.head);
  const judging = { engine, head: head ?? ((encoder: SentenceEncoder) => savedHead(folder.modelDirectory, encoder)) };
  const everyday = await everydayScores(best, plan.dataset, { ...judging, referenceTexts });
  const decision = validation === undefined ? undefined : decideOn(decide, plan, validation, everyday);
  if (decision !== undefined) log.say(formatDecision(decision));
  const test = options.test === false ? undefined : await on("test", refitted?.head);
  const seenByBase = SeenTexts.of(config.model.base);
  for (const [split, evaluation] of Object.entries({ validation, test })) tellSeen(seenByBase, split, evaluation, log);
  const bestEpoch = memory.progress.best?.epoch ?? 0;
  const metrics = {
    ...prefixed("validation", validation?.metrics),
    ...prefixed("test", test?.metrics),
    best_epoch: bestEpoch,
  };
  const answers = {
    ...(head === undefined ? {} : { head: head.record }),
    ...(decision === undefined ? {} : { decision }),
  };
  folder.updateModelRecord(modelRecord(config, plan, log, metrics, answers), refitted?.head, {
    referenceTexts,
    seen: seenByBase.and(plan.dataset),
  });
  await log.finish({
    status: "finished",
    exitCode: 0,
    finalMetrics: metrics,
    modelDirectory: folder.modelDirectory,
  });
  if (options.keepCheckpoints !== true) folder.removeCheckpoints();
  return {
    runDirectory: folder.path,
    modelDirectory: folder.modelDirectory,
    bestEpoch,
    ...(refitted === undefined ? {} : { refittedHead: refitted.config }),
    ...(validation === undefined ? {} : { validation }),
    ...(test === undefined ? {} : { test }),
    steps: memory.progress.step,
    ...cost,
  };
}

/** A head fitted on the trained encoder, if validation says that it is better. */
async function refit(
  config: TrainingConfig,
  plan: TrainingPlan,
  engine: Engine,
  best: SentenceModel,
  { result }: SplitEvaluation,
  log: RunLog,
): Promise<FittedHead | undefined> {
  const { refitHead: wanted, seed } = config.train;
  if (wanted === undefined) return undefined;
  const fitted = await refitHead(wanted, best, plan.dataset, { engine, seed });
  const better = fitted.accuracy > result.accuracy;
  const found = `${fitted.accuracy.toFixed(4)}, label words ${result.accuracy.toFixed(4)} on validation`;
  log.say(`head ${fitted.config.type} on the trained encoder: ${found}; ${better ? "kept" : "not kept"}`);
  return better ? fitted : undefined;
}

/** Temperature and threshold from validation's scores. */
function decideOn(
  decide: DecisionConfig,
  { dataset }: TrainingPlan,
  { input, outOfScope }: SplitEvaluation,
  everyday: ScoredTexts,
): Decision {
  return fitDecision(decide, { ...input, labelNames: dataset.labels, source: "validation", outOfScope, everyday });
}

/** Records that the run ended with an error; the last good checkpoint and model stay. Never throws. */
async function recordFailure({ folder, log }: Run, error: unknown, logger: Logger): Promise<void> {
  const exitCode = error instanceof IntentsmithError ? error.exitCode : 1;
  try {
    log.directory.appendOutput(`failed: ${messageOf(error)}`);
    await log.finish({ status: "failed", exitCode, finalMetrics: {} });
  } catch (second) {
    // On a full disk the record cannot be written either; the first error is the one to report
    logger.warn(`${folder.path}: that the run failed could not be recorded: ${messageOf(second)}`);
  }
}
