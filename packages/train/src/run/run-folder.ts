import { existsSync, rmSync } from "node:fs";
import { join } from "node:path";
import type { Head, TrainedModelRecord } from "@intentsmith/classifier";
import { IntentsmithError, type Logger, type ProcessLock } from "@intentsmith/core";
import { loadModel, type SentenceModel } from "@intentsmith/model";
import { Checkpoints } from "../folder/checkpoints.ts";
import { saveTrainedModel, updateTrainedModelRecord, type KeptTexts } from "../folder/trained-folder.ts";
import type { RunMemory } from "./run-memory.ts";

/** A run's place on disk: its lock, its checkpoints and the folder of the best model. */
export class RunFolder {
  readonly path: string;
  readonly modelDirectory: string;
  readonly checkpoints: Checkpoints;
  readonly #lock: ProcessLock;

  /** `identity`: what a checkpoint depends on; another run's is refused. */
  constructor(options: { path: string; lock: ProcessLock; identity: string; keepCheckpoints: number }) {
    this.path = options.path;
    this.modelDirectory = join(options.path, "model");
    this.checkpoints = new Checkpoints({
      folder: join(options.path, "checkpoints"),
      identity: options.identity,
      keep: options.keepCheckpoints,
    });
    this.#lock = options.lock;
  }

  /**
   * Reads the newest intact checkpoint into memory; without any, what a run left behind is removed.
   * @throws CHECKPOINT_UNUSABLE
   */
  restore(memory: RunMemory, logger: Logger): void {
    const restored = this.checkpoints.restore(memory.arrays, logger);
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
    logger.info(`resuming after step ${restored.step}`);
  }

  /**
   * Writes a checkpoint, unless the newest one has this very state. `beforehand` writes what has to be on disk first.
   * @throws WRITE_FAILED, TRAINING_DIVERGED.
   */
  async writeCheckpoint(memory: RunMemory, beforehand: () => void): Promise<void> {
    await this.checkpoints.write(memory.recordedProgress, memory.arrays, beforehand);
  }

  /** Saves the best model so far, with its record. @throws WRITE_FAILED */
  async saveModel(model: SentenceModel, record: TrainedModelRecord, head: Head | undefined): Promise<void> {
    await saveTrainedModel(this.modelDirectory, model, record, head);
  }

  /** Rewrites the best model's record, and its head if it has one of its own. @throws WRITE_FAILED */
  updateModelRecord(record: TrainedModelRecord, head: Head | undefined, kept: KeptTexts): void {
    updateTrainedModelRecord(this.modelDirectory, record, head, kept);
  }

  /** The saved (best) model, read back: what users get is what is measured. */
  async bestModel(): Promise<SentenceModel> {
    return await loadModel(this.modelDirectory);
  }

  /** Of a run that is finished: nothing can be resumed from them. */
  removeCheckpoints(): void {
    rmSync(join(this.path, "checkpoints"), { recursive: true, force: true });
  }

  /** Lets other processes work in the folder. */
  release(): void {
    this.#lock.release();
  }
}
