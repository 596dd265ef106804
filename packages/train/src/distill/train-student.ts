import { join } from "node:path";
import { setImmediate as nextTurn } from "node:timers/promises";
import { SeededRandom, type Logger } from "@intentsmith/core";
import type { Engine } from "@intentsmith/graph";
import type { SentenceModel } from "@intentsmith/model";
import { restoreCheckpoint, unstarted, writeCheckpoint } from "../folder/checkpoint.ts";
import { createAdamWState } from "../optim/adamw-state.ts";
import { scheduleFactor } from "../optim/schedules.ts";
import { ProgressLine } from "../report/progress-line.ts";
import { embeddingTables, TrainableParameters } from "../step/trainable-parameters.ts";
import { interruptedBy } from "../folder/interrupted.ts";
import { diverged, requireFinite } from "../step/finite.ts";
import { TrainingStep } from "../step/training-step.ts";
import { updateParameters } from "../step/update-parameters.ts";
import { distillationObjective, teacherFeed } from "./distillation-objective.ts";
import type { TeacherEmbeddings } from "./teacher-embeddings.ts";

export interface StudentTraining {
  /** Trained in place. */
  student: SentenceModel;
  /** Token ids of the texts, by the student's tokenizer. */
  sequences: readonly Int32Array[];
  /** The teacher's embeddings of the same texts. */
  targets: TeacherEmbeddings;
  epochs: number;
  batchTexts: number;
  learningRate: number;
  seed: number;
  /** Runs the training graph. */
  engine: Engine;
  /** Folder of the checkpoints, and what they depend on. */
  work: string;
  configHash: string;
  checkpointMinutes: number;
  logger: Logger;
  signal?: AbortSignal | undefined;
  /** How good the student is now, as a line for the log; called after each epoch. */
  measure: () => Promise<string>;
}

const learningRateFlag = "--learning-rate";
const [weightDecay, maxGradNorm, warmupRatio] = [0.01, 1, 0.05];

/**
 * Trains a student towards its teacher's embeddings, from the newest checkpoint on if there is one: batches in an order
 * drawn anew each epoch, AdamW with warm-up and linear decay, no dropout.
 *
 * @throws CHECKPOINT_UNUSABLE, TRAINING_DIVERGED, WRITE_FAILED; TrainingInterrupted after a checkpoint.
 */
export async function trainStudent(training: StudentTraining): Promise<void> {
  const { student, sequences, targets, epochs, batchTexts, learningRate, seed, logger, signal } = training;
  const { hiddenSize } = student.config;
  const parameters = new TrainableParameters(student, sequences);
  const tables = embeddingTables(student);
  const optimizer = createAdamWState(parameters.arena.data);
  const { firstMoments, secondMoments } = optimizer;
  const arrays = { parameters: parameters.arena.data, firstMoments, secondMoments };
  const folder = join(training.work, "checkpoints");
  const restored = restoreCheckpoint(folder, training.configHash, arrays, logger);
  const progress = restored ?? unstarted();
  if (restored !== undefined) logger.info(`resuming after step ${restored.step}`);
  parameters.untouchedDecay = progress.untouchedDecay;
  optimizer.steps = progress.step;

  const batchesPerEpoch = Math.ceil(sequences.length / batchTexts);
  const totalSteps = batchesPerEpoch * epochs;
  const warmupSteps = Math.ceil(totalSteps * warmupRatio);
  const line = new ProgressLine(totalSteps, epochs);
  const checkpoint = async (): Promise<void> => {
    requireFinite(parameters.arena.data, `step ${progress.step}: a weight`, learningRateFlag);
    const now = { ...progress, untouchedDecay: parameters.untouchedDecay };
    await writeCheckpoint(folder, training.configHash, now, arrays, 1);
  };
  let lastCheckpoint = Date.now();
  const step = new TrainingStep({
    engine: training.engine,
    shape: student,
    parameters,
    objective: distillationObjective(hiddenSize),
    dropout: { hidden: 0, attention: 0 },
    seed,
  });
  try {
    for (; progress.epoch < epochs; progress.epoch += 1, progress.batch = 0) {
      const order = new SeededRandom(`${seed} epoch ${progress.epoch}`).shuffle(Int32Array.from(sequences.keys()));
      while (progress.batch < batchesPerEpoch) {
        const begun = performance.now();
        const rows = order.subarray(progress.batch * batchTexts, (progress.batch + 1) * batchTexts);
        const { loss, tokenCount, statistics } = await step.run(
          Array.from(rows, (row) => sequences[row] as Int32Array),
          teacherFeed(targets.rows(rows), hiddenSize),
          progress.step,
        );
        const rate = learningRate * scheduleFactor("linear", progress.step, warmupSteps, totalSteps);
        const norm = updateParameters(parameters, optimizer, rate, { weightDecay, maxGradNorm });
        if (!Number.isFinite(norm)) {
          throw diverged(`step ${progress.step + 1}: loss ${loss}, gradient norm ${norm}`, learningRateFlag);
        }
        progress.step += 1;
        progress.batch += 1;
        const seconds = (performance.now() - begun) / 1000;
        const cosine = 1 - (statistics["distance"] ?? 0);
        const done = { step: progress.step, epoch: progress.epoch, loss, seconds, tokenCount };
        logger.progress(`${line.update(done)}  cosine ${cosine.toFixed(4)}`);
        await nextTurn();
        if (signal?.aborted === true) {
          await checkpoint();
          throw interruptedBy(signal, training.work, progress.step);
        }
        if (Date.now() - lastCheckpoint > training.checkpointMinutes * 60_000) {
          await checkpoint();
          lastCheckpoint = Date.now();
        }
      }
      requireFinite(parameters.arena.data, `step ${progress.step}: a weight`, learningRateFlag);
      parameters.storeInto(student, tables);
      logger.info(`epoch ${progress.epoch + 1}: ${await training.measure()}`);
    }
  } finally {
    await step.release();
  }
}
