import { existsSync, rmSync } from "node:fs";
import { join } from "node:path";
import { IntentsmithError, messageOf, refuseExisting, sha256, silentLogger, type Logger } from "@intentsmith/core";
import { onnxruntimeEngine } from "@intentsmith/graph";
import { loadModel, readTrainedModelRecord, type SentenceModel, type TrainedModelRecord } from "@intentsmith/model";
import { readRunRecord } from "@intentsmith/tracking";
import { restoreCheckpoint, writeCheckpoint, type CheckpointArrays, type TrainingProgress } from "./checkpoint.ts";
import { createLoss } from "./losses/create-loss.ts";
import { pairObjective } from "./losses/pair-objective.ts";
import { createAdamWState, type AdamWState } from "./optim/adamw.ts";
import { RunLog, runVersions } from "./run-log.ts";
import { labelRecord, saveTrainedModel, updateTrainedModelRecord } from "./save-trained-model.ts";
import type { TrainOptions } from "./train.ts";
import type { TrainingConfig } from "./training-config.ts";
import type { TrainingPlan } from "./training-plan.ts";
import { TrainingStep } from "./training-step.ts";
import { embeddingTables, TrainableParameters } from "./trainable-parameters.ts";

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
  #lastCheckpoint = { step: -1, timeMs: Date.now() };

  private constructor(config: TrainingConfig, plan: TrainingPlan, runDirectory: string, model: SentenceModel) {
    this.#config = config;
    this.#plan = plan;
    this.#model = model;
    this.runDirectory = runDirectory;
    this.modelDirectory = join(runDirectory, "model");
    this.#configHash = configHash(config, plan);
    this.#tables = embeddingTables(plan.model);
    this.parameters = new TrainableParameters(plan.model, plan.sequences);
    this.optimizer = createAdamWState(this.parameters.arena.data);
    const { dropout, seed, threads } = config.train;
    this.step = new TrainingStep({
      engine: onnxruntimeEngine({ threads }),
      shape: plan.model,
      parameters: this.parameters,
      objective: pairObjective(
        createLoss(config.train.loss, {
          labelCount: plan.dataset.labels.length,
          sampler: config.train.sampler.type,
        }),
      ),
      dropout: typeof dropout === "number" ? { hidden: dropout, attention: dropout } : dropout,
      seed,
    });
    this.progress = {
      step: 0,
      epoch: 0,
      batch: 0,
      untouchedDecay: 1,
      best: null,
      epochsWithoutGain: 0,
      stopped: false,
    };
    this.log = undefined as unknown as RunLog;
  }

  /** A new run in `options.out`, or the one there, as its newest intact checkpoint has it. */
  static async open(config: TrainingConfig, plan: TrainingPlan, options: TrainOptions): Promise<TrainingState> {
    const { out, resume = false, logger = silentLogger } = options;
    if (!resume) refuseExisting(out);
    const model = { ...plan.model, weights: copyWeights(plan.model) };
    const state = new TrainingState(config, plan, out, model);
    if (resume) state.#restore(logger);
    const log = resume
      ? RunLog.resume(config, out, state.progress.step, logger)
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
    Object.assign(state, { log });
    return state;
  }

  #restore(logger: Logger): void {
    readRunRecord(this.runDirectory);
    const restored = restoreCheckpoint(this.#checkpointFolder, this.#configHash, this.#arrays, logger);
    if (restored === undefined) {
      logger.info("no checkpoint was written before the run stopped: starting from its first step");
      rmSync(this.modelDirectory, { recursive: true, force: true });
      return;
    }
    Object.assign(this.progress, restored);
    this.parameters.untouchedDecay = restored.untouchedDecay;
    this.optimizer.steps = restored.step;
    this.#lastCheckpoint = { step: restored.step, timeMs: Date.now() };
    logger.info(`resuming after step ${restored.step}`);
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
    const { step, timeMs } = this.#lastCheckpoint;
    if (everySteps !== undefined && this.progress.step - step >= everySteps && this.progress.step % everySteps === 0)
      return true;
    return everyMinutes !== undefined && Date.now() - timeMs >= everyMinutes * 60_000;
  }

  async writeCheckpoint(): Promise<void> {
    this.log.directory.sync();
    const progress = { ...this.progress, untouchedDecay: this.parameters.untouchedDecay };
    await writeCheckpoint(
      this.#checkpointFolder,
      this.#configHash,
      progress,
      this.#arrays,
      this.#config.train.checkpoint.keep,
    );
    this.#lastCheckpoint = { step: this.progress.step, timeMs: Date.now() };
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
    if (!existsSync(this.modelDirectory)) {
      throw new IntentsmithError("INTERNAL", `${this.modelDirectory}: no model was saved`);
    }
    readTrainedModelRecord(this.modelDirectory);
    return await loadModel(this.modelDirectory);
  }

  #record(metrics: Record<string, number>): TrainedModelRecord {
    return {
      format: 1,
      ...labelRecord(this.#plan.dataset),
      base: this.#config.model.base,
      maxSequenceLength: this.#plan.model.maxSequenceLength,
      metrics: Object.fromEntries(Object.entries(metrics).filter(([, value]) => Number.isFinite(value))),
      config: this.#config as unknown as Record<string, unknown>,
      versions: this.log.directory.record.versions,
    };
  }

  /** Records that the run ended with an error; the last good checkpoint and model stay. */
  async fail(error: unknown): Promise<void> {
    this.log.directory.appendOutput(`failed: ${messageOf(error)}`);
    await this.log.finish({ status: "failed", exitCode: 1, finalMetrics: {} });
  }

  async release(): Promise<void> {
    await this.step.release();
  }
}

function copyWeights(model: SentenceModel): SentenceModel["weights"] {
  return new Map([...model.weights].map(([name, { shape, data }]) => [name, { shape, data: Float32Array.from(data) }]));
}

/** What a checkpoint depends on: the config but for tracking, checkpoints and threads; the data; the base weights. */
function configHash(config: TrainingConfig, plan: TrainingPlan): string {
  const { checkpoint: _, threads: __, ...train } = config.train;
  const weights = [...plan.model.weights].map(
    ([name, { data }]) => `${name}:${sha256(new Uint8Array(data.buffer, data.byteOffset, data.byteLength))}`,
  );
  return sha256(
    JSON.stringify({ data: plan.dataset.hash, model: config.model, train, evaluate: config.evaluate, weights }),
  );
}
