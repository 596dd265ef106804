import type { Logger } from "@intentsmith/core";
import { requireFinite } from "../step/finite.ts";
import { restoreCheckpoint, writeCheckpoint, type CheckpointArrays, type TrainingProgress } from "./checkpoint.ts";

/** When to write checkpoints besides the end of each epoch. */
export interface CheckpointTimes {
  everySteps?: number | undefined;
  everyMinutes?: number | undefined;
}

/** The checkpoints of one training: where they lie, what they depend on, and when the last one was written. */
export class Checkpoints {
  readonly #folder: string;
  /** What a checkpoint depends on: another training's is refused. */
  readonly #identity: string;
  readonly #keep: number;
  /** What the learning rate is called where the user wrote it. */
  readonly #learningRateName: string | undefined;
  #last = { step: 0, epoch: 0, timeMs: Date.now() };

  constructor(options: { folder: string; identity: string; keep: number; learningRateName?: string }) {
    this.#folder = options.folder;
    this.#identity = options.identity;
    this.#keep = options.keep;
    this.#learningRateName = options.learningRateName;
  }

  /**
   * Reads the newest intact one into the arrays; undefined if there is none.
   * @throws CHECKPOINT_UNUSABLE
   */
  restore(arrays: CheckpointArrays, logger: Logger): TrainingProgress | undefined {
    const restored = restoreCheckpoint(this.#folder, this.#identity, arrays, logger);
    if (restored !== undefined) this.#last = { step: restored.step, epoch: restored.epoch, timeMs: Date.now() };
    return restored;
  }

  /** Whether one is due after this step. */
  due({ everySteps, everyMinutes }: CheckpointTimes, step: number): boolean {
    if (everySteps !== undefined && step % everySteps === 0) return true;
    return everyMinutes !== undefined && Date.now() - this.#last.timeMs >= everyMinutes * 60_000;
  }

  /**
   * Writes one, unless the newest has this very state. `beforehand` writes what has to be on disk first.
   * @throws WRITE_FAILED, TRAINING_DIVERGED.
   */
  async write(progress: TrainingProgress, arrays: CheckpointArrays, beforehand?: () => void): Promise<void> {
    const { step, epoch } = progress;
    if (step === this.#last.step && epoch === this.#last.epoch && step > 0) return;
    requireFinite(arrays.parameters, `step ${step}: a weight`, this.#learningRateName);
    beforehand?.();
    await writeCheckpoint(this.#folder, this.#identity, progress, arrays, this.#keep);
    this.#last = { step, epoch, timeMs: Date.now() };
  }
}
