import { existsSync } from "node:fs";
import { join } from "node:path";
import { IntentsmithError, messageOf, silentLogger } from "@intentsmith/core";
import {
  decisionConfigSchema,
  fitDecision,
  formatAccuracyLine,
  formatDecision,
  scoreEveryday,
  type ScoredTexts,
} from "@intentsmith/eval";
import type { ConfidenceName, ReferenceTexts } from "@intentsmith/classifier";
import { onnxruntimeEngine, type Engine } from "@intentsmith/graph";
import { SentenceEncoder } from "@intentsmith/model";
import { readRunRecord } from "@intentsmith/tracking";
import type { TrainingConfig } from "../config/training-config.ts";
import { TrainingInterrupted } from "../folder/interrupted.ts";
import { mendFolder } from "../folder/left-overs.ts";
import { lockRun, neverBegun, refuseBegun, removeRun } from "../folder/run-lock.ts";
import { SeenTexts } from "../folder/seen-texts.ts";
import { tellSeen } from "./tell-seen.ts";
import { saveTrainedModel } from "../folder/trained-folder.ts";
import { embedSplit, type Embedder } from "../head/embed-split.ts";
import { fitHead } from "../head/fit-head.ts";
import type { FittedHead } from "../head/fitted-head.ts";
import { headConfigSchema } from "../head/head-config.ts";
import { keepTexts, nearnessToOthers } from "../head/kept-texts.ts";
import { examplesOf, planTraining, type TrainingPlan } from "../plan/training-plan.ts";
import { RunLog, runVersions } from "../report/run-log.ts";
import { evaluateSplit, type SplitEvaluation } from "../report/split-evaluation.ts";
import { modelRecord, prefixed } from "./model-record.ts";
import type { TrainOptions, TrainResult } from "./train-options.ts";

/**
 * Fits a head on the base's embeddings and saves both under `out`/model: the encoder stays as it is. A run that was
 * stopped begins anew when resumed, as it takes no longer than embedding the texts.
 *
 * @throws as `train`.
 */
export async function trainHead(
  config: TrainingConfig,
  options: TrainOptions & { embedder?: Embedder },
): Promise<TrainResult> {
  const { out, logger = silentLogger } = options;
  const started = performance.now();
  const plan = options.plan ?? (await planTraining(config, { logger }));
  const engine = options.engine ?? onnxruntimeEngine({ threads: config.train.threads });
  if (options.resume === true) removeUnfinished(out);
  refuseBegun(out);
  const lock = lockRun(out);
  let log: RunLog | undefined;
  try {
    refuseBegun(out); // another process may have worked there until just now
    mendFolder(out);
    const { group, commandLine = [] } = options;
    const identity = {
      path: out,
      ...(group === undefined ? {} : { group }),
      commandLine,
      dataHash: plan.dataset.hash,
      inputs: plan.inputs,
    };
    log = RunLog.start(config, identity, runVersions(engine), logger);
    return await fitAndSave(config, plan, engine, log, options, started);
  } catch (error) {
    if (error instanceof TrainingInterrupted) {
      const exitCode = error.signal === "SIGINT" ? 130 : 143;
      await log?.finish({ status: "interrupted", exitCode, finalMetrics: {} });
    } else if (log !== undefined) {
      log.directory.appendOutput(`failed: ${messageOf(error)}`);
      const exitCode = error instanceof IntentsmithError ? error.exitCode : 1;
      await log.finish({ status: "failed", exitCode, finalMetrics: {} });
    }
    throw error;
  } finally {
    lock.release();
  }
}

/** @throws ARGUMENT_INVALID if the run is finished, or another process works in it. */
function removeUnfinished(out: string): void {
  if (!existsSync(out) || neverBegun(out)) return;
  if (readRunRecord(out).status === "finished") {
    throw new IntentsmithError("ARGUMENT_INVALID", `${out}: this run is finished; there is nothing to resume`, {
      hint: `Its model is in ${join(out, "model")}.`,
    });
  }
  removeRun(out);
}

async function fitAndSave(
  config: TrainingConfig,
  plan: TrainingPlan,
  engine: Engine,
  log: RunLog,
  options: TrainOptions & { embedder?: Embedder },
  started: number,
): Promise<TrainResult> {
  const { out } = options;
  const { dataset } = plan;
  const model = { ...plan.model, normalize: true };
  const decide = config.decide ?? decisionConfigSchema.parse({});
  const { fitted, referenceTexts, ...judged } = await fitOn(config, plan, engine, { ...options, by: decide.by });
  const { head } = fitted;
  log.say(`head ${head.record.type}: ${describeSetting(fitted)}cross-validated accuracy ${fitted.accuracy.toFixed(4)}`);
  const on = async (split: "validation" | "test"): Promise<SplitEvaluation | undefined> =>
    examplesOf(dataset, split).length === 0
      ? undefined
      : await evaluateSplit(model, dataset, split, { engine, bestBy: config.evaluate.bestBy, head, referenceTexts });
  const validation = await on("validation");
  if (validation !== undefined) log.say(`validation ${formatAccuracyLine(validation.result)}`);
  const { outOfScope } = validation ?? {};
  const decision = fitDecision(decide, { ...fitted.heldOut, ...judged, labelNames: dataset.labels, outOfScope });
  log.say(formatDecision(decision));
  const test = options.test === false ? undefined : await on("test");
  const seenByBase = SeenTexts.of(config.model.base);
  for (const [split, evaluation] of Object.entries({ validation, test })) tellSeen(seenByBase, split, evaluation, log);
  const metrics = {
    cross_validated_accuracy: fitted.accuracy,
    ...prefixed("validation", validation?.metrics),
    ...prefixed("test", test?.metrics),
  };
  const modelDirectory = join(out, "model");
  const record = modelRecord(config, plan, log, metrics, { head: head.record, decision });
  await saveTrainedModel(modelDirectory, plan.model, record, head, { referenceTexts, seen: seenByBase.and(dataset) });
  await log.finish({ status: "finished", exitCode: 0, finalMetrics: metrics, modelDirectory });
  return {
    runDirectory: out,
    modelDirectory,
    bestEpoch: 0,
    ...(validation === undefined ? {} : { validation }),
    ...(test === undefined ? {} : { test }),
    steps: 0,
    tokens: 0,
    seconds: (performance.now() - started) / 1000,
  };
}

interface FittedOn {
  fitted: FittedHead;
  /** For a decision by distance; so is the next. */
  referenceTexts: ReferenceTexts | undefined;
  /** Of the held-out texts. */
  nearness: Float64Array | undefined;
  everyday: ScoredTexts;
}

async function fitOn(
  config: TrainingConfig,
  { model, dataset }: TrainingPlan,
  engine: Engine,
  { embedder, signal, out, by }: TrainOptions & { embedder?: Embedder; by: ConfidenceName },
): Promise<FittedOn> {
  const encoder = new SentenceEncoder({ ...model, normalize: true }, { engine });
  try {
    const headConfig = config.train.head ?? headConfigSchema.parse({ type: "logistic" });
    const words = await (embedder ?? encoder).encode(dataset.labelWords);
    const data = await embedSplit(embedder ?? encoder, dataset, "train", { words, type: headConfig.type });
    if (signal?.aborted === true) {
      throw new TrainingInterrupted(signal.reason === "SIGTERM" ? "SIGTERM" : "SIGINT", out, 0);
    }
    const fitted = await fitHead(headConfig, data, { engine, seed: config.train.seed });
    const referenceTexts = by === "distance" ? keepTexts(data) : undefined;
    return {
      fitted,
      referenceTexts,
      nearness: referenceTexts && nearnessToOthers(data, fitted.heldOut),
      everyday: await scoreEveryday(encoder, fitted.head, dataset.context, referenceTexts),
    };
  } finally {
    await encoder.release();
  }
}

function describeSetting({ config: { type: _, ...setting } }: FittedHead): string {
  return Object.entries(setting)
    .map(([name, value]) => `${name} ${value}, `)
    .join("");
}
