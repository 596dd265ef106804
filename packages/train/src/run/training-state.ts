import { existsSync, rmSync } from "node:fs";
import { join } from "node:path";
import { IntentsmithError, messageOf, sha256, silentLogger, type Logger, type ProcessLock } from "@intentsmith/core";
import type { TrainedModelRecord } from "@intentsmith/classifier";
import { loadModel, type SentenceModel } from "@intentsmith/model";
import { readRunRecord } from "@intentsmith/tracking";
import {
  restoreCheckpoint,
  unstarted,
  writeCheckpoint,
  type CheckpointArrays,
  type TrainingProgress,
} from "../folder/checkpoint.ts";
import { requireFinite } from "../step/finite.ts";
import { mendFolder } from "../folder/left-overs.ts";
import type { FrozenActivations } from "../step/frozen-activations.ts";
import { createTrainingStep, freezeLowerLayers } from "./create-training-step.ts";
import { createAdamWState, type AdamWState } from "../optim/adamw-state.ts";
import { lockRun, neverBegun, refuseBegun } from "../folder/run-lock.ts";
import { RunLog, runVersions } from "../report/run-log.ts";
import { labelRecord, saveTrainedModel, updateTrainedModelRecord } from "../folder/trained-folder.ts";
import type { TrainOptions } from "./train-options.ts";
import type { TrainingConfig } from "../config/training-config.ts";
import type { TrainingPlan } from "../plan/training-plan.ts";
import type { TrainingStep } from "../step/training-step.ts";
import { embeddingTables, TrainableParameters } from "../step/trainable-parameters.ts";
import { weightsHash } from "../plan/weights-hash.ts";

/** Everything that changes while a run goes on, and its place on disk. */
export class TrainingState {
  readonly runDirectory: string;
  readonly modelDirectory: string;
  readonly parameters: TrainableParameters;
  readonly optimizer: AdamWState;
  readonly step: TrainingStep;
  readonly progress: TrainingProgress;
  readonly log: RunLog;
  readonly #config: TrainingConfig;
  readonly #plan: TrainingPlan;
  readonly #configHash: string;
  readonly #tables: Map<string, Float32Array>;
  readonly #model: SentenceModel;
  readonly #logger: Logger;
  readonly #lock: ProcessLock;
  #lastCheckpoint: { step: number; epoch: number; timeMs: number };

  private constructor(
    config: TrainingConfig,
    plan: TrainingPlan,
    options: TrainOptions,
    frozen: FrozenActivations | undefined,
    lock: ProcessLock,
  ) {
    const { out, resume = false, logger = silentLogger, engine } = options;
    this.#lock = lock;
    this.#config = config;
    this.#plan = plan;
    this.#logger = logger;
    this.runDirectory = out;
    this.modelDirectory = join(out, "model");
    this.#configHash = configHash(config, plan);
    this.#model = { ...plan.model, weights: copyWeights(plan.model) };
    this.#tables = embeddingTables(plan.model);
    this.parameters = new TrainableParameters(plan.model, plan.sequences, {
      frozenLayers: config.train.freezeLayers,
    });
    this.optimizer = createAdamWState(this.parameters.arena.data);
    this.progress = (resume ? this.#restore() : undefined) ?? unstarted();
    const { step, epoch } = this.progress;
    this.#lastCheckpoint = { step, epoch, timeMs: Date.now() };
    this.step = createTrainingStep(config, plan, this.parameters, engine, frozen);
    this.log = resume
      ? RunLog.resume(config, out, { step, evaluatedStep: epoch * plan.sampler.batchesPerEpoch }, logger)
      : RunLog.start(
          config,
          {
            path: out,
            ...(options.group === undefined ? {} : { group: options.group }),
            commandLine: options.commandLine ?? [],
            dataHash: plan.dataset.hash,
          },
          runVersions(),
          logger,
        );
  }

  /**
   * A new run in `options.out`, or the one there, as its newest intact checkpoint has it. One that was killed before
   * its record was written begins anew.
   * @throws OUTPUT_EXISTS; FILE_NOT_FOUND, CHECKPOINT_UNUSABLE when resuming; ARGUMENT_INVALID if it is finished, or
   * another process works in it.
   */
  static async open(config: TrainingConfig, plan: TrainingPlan, options: TrainOptions): Promise<TrainingState> {
    const { out } = options;
    const resume = options.resume === true && !neverBegun(out);
    const refuse = resume ? refuseFinished : refuseBegun;
    refuse(out);
    // A kill while layers are frozen must leave nothing of a new run: its folder is made as late as possible
    let lock = existsSync(out) ? lockRun(out) : undefined;
    try {
      const frozen = await freezeLowerLayers(config, plan);
      lock ??= lockRun(out);
      refuse(out); // another process may have worked there until just now
      mendFolder(out);
      return new TrainingState(config, plan, { ...options, resume }, frozen, lock);
    } catch (error) {
      lock?.release();
      throw error;
    }
  }

  #restore(): TrainingProgress | undefined {
    const restored = restoreCheckpoint(this.#checkpointFolder, this.#configHash, this.#arrays, this.#logger);
    if (restored === undefined) {
      this.#logger.info("no checkpoint was written before the run stopped: starting from its first step");
      rmSync(this.modelDirectory, { recursive: true, force: true });
      return undefined;
    }
    if (restored.best !== null && !existsSync(this.modelDirectory)) {
      throw new IntentsmithError(
        "CHECKPOINT_UNUSABLE",
        `${this.modelDirectory}: the model of epoch ${restored.best.epoch}, the best so far, is gone`,
        { hint: "Start a new run, into another folder." },
      );
    }
    this.parameters.untouchedDecay = restored.untouchedDecay;
    this.optimizer.steps = restored.step;
    this.#logger.info(`resuming after step ${restored.step}`);
    return restored;
  }

  get #checkpointFolder(): string {
    return join(this.runDirectory, "checkpoints");
  }

  get #arrays(): CheckpointArrays {
    const { firstMoments, secondMoments } = this.optimizer;
    return { parameters: this.parameters.arena.data, firstMoments, secondMoments };
  }

  /** Whether `train.checkpoint` asks for one now. */
  checkpointDue(): boolean {
    const { everySteps, everyMinutes } = this.#config.train.checkpoint;
    if (everySteps !== undefined && this.progress.step % everySteps === 0) return true;
    return everyMinutes !== undefined && Date.now() - this.#lastCheckpoint.timeMs >= everyMinutes * 60_000;
  }

  /** Writes a checkpoint, unless the newest one has this very state. @throws WRITE_FAILED, TRAINING_DIVERGED. */
  async writeCheckpoint(): Promise<void> {
    const { step, epoch } = this.progress;
    const last = this.#lastCheckpoint;
    if (step === last.step && epoch === last.epoch && step > 0) return;
    requireFinite(this.parameters.arena.data, `step ${step}: a weight`);
    this.log.directory.sync();
    await writeCheckpoint(
      this.#checkpointFolder,
      this.#configHash,
      { ...this.progress, untouchedDecay: this.parameters.untouchedDecay },
      this.#arrays,
      this.#config.train.keepCheckpoints,
    );
    this.#lastCheckpoint = { step, epoch, timeMs: Date.now() };
  }

  /** The model with the weights of this moment. */
  currentModel(): SentenceModel {
    this.parameters.storeInto(this.#model, this.#tables);
    return this.#model;
  }

  async saveModel(model: SentenceModel, metrics: Record<string, number>): Promise<void> {
    await saveTrainedModel(this.modelDirectory, model, this.#record(metrics));
  }

  updateModelRecord(metrics: Record<string, number>): void {
    updateTrainedModelRecord(this.modelDirectory, this.#record(metrics));
  }

  /** The saved (best) model, read back from disk: what users get is what is measured. */
  async bestModel(): Promise<SentenceModel> {
    return await loadModel(this.modelDirectory);
  }

  #record(metrics: Record<string, number>): TrainedModelRecord {
    return {
      format: 1,
      ...labelRecord(this.#plan.dataset),
      base: this.#config.model.base,
      maxSequenceLength: this.#plan.model.maxSequenceLength,
      metrics: Object.fromEntries(Object.entries(metrics).filter(([, value]) => Number.isFinite(value))),
      config: { ...this.#config },
      versions: this.log.directory.record.versions,
    };
  }

  /** Records that the run ended with an error; the last good checkpoint and model stay. Never throws. */
  async fail(error: unknown): Promise<void> {
    const exitCode = error instanceof IntentsmithError ? error.exitCode : 1;
    try {
      this.log.directory.appendOutput(`failed: ${messageOf(error)}`);
      await this.log.finish({ status: "failed", exitCode, finalMetrics: {} });
    } catch (second) {
      // On a full disk the record cannot be written either; the first error is the one to report
      this.#logger.warn(`${this.runDirectory}: that the run failed could not be recorded: ${messageOf(second)}`);
    }
  }

  async release(): Promise<void> {
    this.#lock.release();
    await this.step.release();
  }
}

function refuseFinished(run: string): void {
  if (readRunRecord(run).status !== "finished") return;
  throw new IntentsmithError("ARGUMENT_INVALID", `${run}: this run is finished; there is nothing to resume`, {
    hint: `Its model is in ${join(run, "model")}. To train again, start a run in another folder.`,
  });
}

function copyWeights(model: SentenceModel): SentenceModel["weights"] {
  return new Map([...model.weights].map(([name, { shape, data }]) => [name, { shape, data: Float32Array.from(data) }]));
}

/** What a checkpoint depends on: all that can change a weight. Not tracking, threads, and when checkpoints are written. */
function configHash(config: TrainingConfig, plan: TrainingPlan): string {
  const { checkpoint: _, threads: __, keepCheckpoints: ___, ...train } = config.train;
  const tokens = plan.sequences.map((sequence) => sequence.join()).join("\n");
  return sha256(
    JSON.stringify({
      data: plan.dataset.hash,
      tokens: sha256(tokens),
      train,
      evaluate: config.evaluate,
      weights: weightsHash(plan.model),
    }),
  );
}
