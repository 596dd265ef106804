import { setImmediate as nextTurn } from "node:timers/promises";
import type { Logger } from "@intentsmith/core";
import type { TrainingProgress } from "../folder/checkpoint.ts";
import { ProgressLine } from "../report/progress-line.ts";

/** A training as its loop sees it. */
export interface EpochLoop<Batch, Outcome> {
  epochs: number;
  /** Of all epochs. */
  totalSteps: number;
  /** Where it stands. The loop moves `step`, `epoch` and `batch`; `endEpoch` may set `stopped`. */
  progress: TrainingProgress;
  /** The batches of an epoch from the given one on; both count from 0. */
  batches: (epoch: number, firstBatch: number) => Iterable<Batch>;
  /** Loss, gradients and one step of the optimizer. */
  step: (batch: Batch) => Promise<Outcome>;
  /** Records a step, `progress` being after it; may return what follows on the progress line. */
  record: (outcome: Outcome, seconds: number) => string | void;
  /** Measures the weights after an epoch, counted from 1. */
  endEpoch: (epoch: number) => Promise<void>;
  /** Whether one is wanted after this step; one is written at each epoch's end anyway. */
  checkpointDue: () => boolean;
  checkpoint: () => Promise<void>;
  /** Whether somebody wants it to stop; asked after each step and each epoch. */
  stopRequested: () => boolean;
  /** Ends an interrupted run, whose checkpoint is written. */
  interrupt: () => Promise<never>;
  logger: Logger;
}

/** Runs the epochs that are left. Returns the tokens and the wall time (seconds) of this process. */
export async function runEpochs<Batch, Outcome extends { loss: number; tokenCount: number }>(
  loop: EpochLoop<Batch, Outcome>,
): Promise<{ tokens: number; seconds: number }> {
  const { epochs, progress, logger } = loop;
  const line = new ProgressLine(loop.totalSteps, epochs);
  const started = performance.now();
  let tokens = 0;
  while (progress.epoch < epochs && !progress.stopped) {
    for (const batch of loop.batches(progress.epoch, progress.batch)) {
      const begun = performance.now();
      const outcome = await loop.step(batch);
      progress.step += 1;
      progress.batch += 1;
      const seconds = (performance.now() - begun) / 1000;
      tokens += outcome.tokenCount;
      const more = loop.record(outcome, seconds);
      const { loss, tokenCount } = outcome;
      const told = line.update({ step: progress.step, epoch: progress.epoch, loss, seconds, tokenCount });
      logger.progress(more === undefined ? told : `${told}  ${more}`);
      await nextTurn(); // a step blocks its thread: signals act here
      if (loop.stopRequested()) {
        await loop.checkpoint();
        await loop.interrupt();
      }
      if (loop.checkpointDue()) await loop.checkpoint();
    }
    await loop.endEpoch(progress.epoch + 1);
    Object.assign(progress, { epoch: progress.epoch + 1, batch: 0 });
    await loop.checkpoint();
    await nextTurn();
    if (loop.stopRequested()) await loop.interrupt();
  }
  return { tokens, seconds: (performance.now() - started) / 1000 };
}
