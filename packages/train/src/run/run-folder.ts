import { existsSync, rmSync } from "node:fs";
import { join } from "node:path";
import type { Head, TrainedModelRecord } from "@intentsmith/classifier";
import { IntentsmithError, type Logger, type ProcessLock } from "@intentsmith/core";
import { loadModel, type SentenceModel } from "@intentsmith/model";
import { restoreCheckpoint, writeCheckpoint } from "../folder/checkpoint.ts";
import { saveTrainedModel, updateTrainedModelRecord } from "../folder/trained-folder.ts";
import { requireFinite } from "../step/finite.ts";
import type { RunMemory } from "./run-memory.ts";

/** A run's place on disk: its lock, its checkpoints and the folder of the best model. */
export class RunFolder {
  readonly path: string;
  readonly modelDirectory: string;
  readonly #checkpoints: string;
  /** What a checkpoint depends on: another run's is refused. */
  readonly #identity: string;
  readonly #keep: number;
  readonly #lock: ProcessLock;
  #last = { step: 0, epoch: 0, timeMs: Date.now() };

  constructor(options: { path: string; lock: ProcessLock; identity: string; keepCheckpoints: number }) {
    this.path = options.path;
    this.modelDirectory = join(options.path, "model");
    this.#checkpoints = join(options.path, "checkpoints");
    this.#identity = options.identity;
    this.#keep = options.keepCheckpoints;
    this.#lock = options.lock;
  }

  /**
   * Reads the newest intact checkpoint into memory; without any, what a run left behind is removed.
   * @throws CHECKPOINT_UNUSABLE
   */
  restore(memory: RunMemory, logger: Logger): void {
    const restored = restoreCheckpoint(this.#checkpoints, this.#identity, memory.arrays, logger);
    if (restored === undefined) {
      logger.info("no checkpoint was written before the run stopped: starting from its first step");
      rmSync(this.modelDirectory, { recursive: true, force: true });
      return;
    }
    if (restored.best !== null && !existsSync(this.modelDirectory)) {
      throw new IntentsmithError(
        "CHECKPOINT_UNUSABLE",
        `${this.modelDirectory}: the model of epoch ${restored.best.epoch}, the best so far, is gone`,
        { hint: "Start a new run, into another folder." },
      );
    }
    memory.continueFrom(restored);
    this.#last = { step: restored.step, epoch: restored.epoch, timeMs: Date.now() };
    logger.info(`resuming after step ${restored.step}`);
  }

  /** Whether `train.checkpoint` asks for a checkpoint after this step. */
  checkpointDue(
    { everySteps, everyMinutes }: { everySteps?: number | undefined; everyMinutes?: number | undefined },
    step: number,
  ): boolean {
    if (everySteps !== undefined && step % everySteps === 0) return true;
    return everyMinutes !== undefined && Date.now() - this.#last.timeMs >= everyMinutes * 60_000;
  }

  /**
   * Writes a checkpoint, unless the newest one has this very state. `beforehand` writes what has to be on disk first.
   * @throws WRITE_FAILED, TRAINING_DIVERGED.
   */
  async writeCheckpoint(memory: RunMemory, beforehand: () => void): Promise<void> {
    const { step, epoch } = memory.progress;
    if (step === this.#last.step && epoch === this.#last.epoch && step > 0) return;
    requireFinite(memory.parameters.arena.data, `step ${step}: a weight`);
    beforehand();
    await writeCheckpoint(this.#checkpoints, this.#identity, memory.recordedProgress, memory.arrays, this.#keep);
    this.#last = { step, epoch, timeMs: Date.now() };
  }

  /** Saves the best model so far, with its record. @throws WRITE_FAILED */
  async saveModel(model: SentenceModel, record: TrainedModelRecord, head: Head | undefined): Promise<void> {
    await saveTrainedModel(this.modelDirectory, model, record, head);
  }

  /** Rewrites the best model's record. @throws WRITE_FAILED */
  updateModelRecord(record: TrainedModelRecord): void {
    updateTrainedModelRecord(this.modelDirectory, record);
  }

  /** The saved (best) model, read back: what users get is what is measured. */
  async bestModel(): Promise<SentenceModel> {
    return await loadModel(this.modelDirectory);
  }

  /** Lets other processes work in the folder. */
  release(): void {
    this.#lock.release();
  }
}
