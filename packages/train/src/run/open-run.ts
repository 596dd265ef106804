import { existsSync } from "node:fs";
import { join } from "node:path";
import { IntentsmithError, sha256, silentLogger } from "@intentsmith/core";
import type { Engine } from "@intentsmith/graph";
import { readRunRecord } from "@intentsmith/tracking";
import type { TrainingConfig } from "../config/training-config.ts";
import { mendFolder } from "../folder/left-overs.ts";
import { lockRun, neverBegun, refuseBegun } from "../folder/run-lock.ts";
import { engineIdentity } from "../plan/engine-identity.ts";
import type { TrainingPlan } from "../plan/training-plan.ts";
import { weightsHash } from "../plan/weights-hash.ts";
import { RunLog, runVersions } from "../report/run-log.ts";
import type { TrainingStep } from "../step/training-step.ts";
import { createPlannedLoss, createTrainingStep, freezeLowerLayers } from "./create-training-step.ts";
import { RunFolder } from "./run-folder.ts";
import { RunMemory } from "./run-memory.ts";
import type { TrainOptions } from "./train-options.ts";

/** A run at work. */
export interface Run {
  /** What is on disk. */
  folder: RunFolder;
  /** What is in memory. */
  memory: RunMemory;
  /** What people and trackers are told. */
  log: RunLog;
  /** Forward and backward pass. */
  step: TrainingStep;
}

/**
 * A new run in `options.out`, or the one there, as its newest intact checkpoint has it. One that was killed before
 * its record was written begins anew.
 * @throws OUTPUT_EXISTS; FILE_NOT_FOUND, CHECKPOINT_UNUSABLE when resuming; ARGUMENT_INVALID if it is finished, or
 * another process works in it.
 */
export async function openRun(
  config: TrainingConfig,
  plan: TrainingPlan,
  engine: Engine,
  options: TrainOptions,
): Promise<Run> {
  const { out, logger = silentLogger } = options;
  const resume = options.resume === true && !neverBegun(out);
  const refuse = resume ? refuseFinished : refuseBegun;
  refuse(out);
  // A kill while layers are frozen must leave nothing of a new run: its folder is made as late as possible
  let lock = existsSync(out) ? lockRun(out) : undefined;
  try {
    const loss = await createPlannedLoss(config, plan, engine);
    const frozen = await freezeLowerLayers(config, plan, engine);
    lock ??= lockRun(out);
    refuse(out); // another process may have worked there until just now
    mendFolder(out);
    const { keepCheckpoints, freezeLayers } = config.train;
    const folder = new RunFolder({ path: out, lock, identity: runIdentity(config, plan, engine), keepCheckpoints });
    const memory = new RunMemory(plan, loss, freezeLayers);
    if (resume) folder.restore(memory, logger);
    const step = createTrainingStep(config, plan, loss, memory.parameters, engine, frozen);
    const log = resume ? resumeLog(config, plan, engine, memory, options) : startLog(config, plan, engine, options);
    return { folder, memory, log, step };
  } catch (error) {
    lock?.release();
    throw error;
  }
}

function startLog(config: TrainingConfig, plan: TrainingPlan, engine: Engine, options: TrainOptions): RunLog {
  const { out, group, commandLine = [], logger = silentLogger } = options;
  const { hash: dataHash, hashes: dataHashes } = plan.dataset;
  const { inputs } = plan;
  const identity = { path: out, ...(group === undefined ? {} : { group }), commandLine, dataHash, dataHashes, inputs };
  return RunLog.start(config, identity, runVersions(engine), logger);
}

function resumeLog(
  config: TrainingConfig,
  plan: TrainingPlan,
  engine: Engine,
  { progress: { step, epoch } }: RunMemory,
  { out, logger = silentLogger }: TrainOptions,
): RunLog {
  const at = { step, evaluatedStep: epoch * plan.sampler.batchesPerEpoch };
  return RunLog.resume(config, out, at, runVersions(engine), logger);
}

function refuseFinished(run: string): void {
  if (readRunRecord(run).status !== "finished") return;
  throw new IntentsmithError("ARGUMENT_INVALID", `${run}: this run is finished; there is nothing to resume`, {
    hint: `Its model is in ${join(run, "model")}. To train again, start a run in another folder.`,
  });
}

/**
 * What a checkpoint depends on: all that can change a weight. Not tracking, threads, and when checkpoints are written.
 */
function runIdentity(config: TrainingConfig, plan: TrainingPlan, engine: Engine): string {
  const { checkpoint: _, threads: __, keepCheckpoints: ___, ...train } = config.train;
  const tokens = plan.sequences.map((sequence) => sequence.join()).join("\n");
  return sha256(
    JSON.stringify({
      data: plan.dataset.hash,
      tokens: sha256(tokens),
      train,
      evaluate: config.evaluate,
      weights: weightsHash(plan.model),
      ...engineIdentity(engine),
    }),
  );
}
