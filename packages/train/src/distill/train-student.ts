import { join } from "node:path";
import { SeededRandom, type Logger } from "@intentsmith/core";
import type { Engine } from "@intentsmith/graph";
import { embeddingWidth, type SentenceModel } from "@intentsmith/model";
import { unstarted } from "../folder/checkpoint.ts";
import { Checkpoints } from "../folder/checkpoints.ts";
import { createAdamWState } from "../optim/adamw-state.ts";
import { scheduleFactor } from "../optim/schedules.ts";
import { embeddingTables, TrainableParameters } from "../step/trainable-parameters.ts";
import { interruptedBy } from "../folder/interrupted.ts";
import { diverged, requireFinite } from "../step/finite.ts";
import { TrainingStep } from "../step/training-step.ts";
import { updateParameters } from "../step/update-parameters.ts";
import { runEpochs } from "../run/epochs.ts";
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

const learningRateName = "--learning-rate";
const [weightDecay, maxGradNorm, warmupRatio] = [0.01, 1, 0.05];

/**
 * Trains a student towards its teacher's embeddings, from the newest checkpoint on if there is one: batches in an order
 * drawn anew each epoch, AdamW with warm-up and linear decay, no dropout.
 *
 * @throws CHECKPOINT_UNUSABLE, TRAINING_DIVERGED, WRITE_FAILED; TrainingInterrupted after a checkpoint.
 */
export async function trainStudent(training: StudentTraining): Promise<void> {
  const { student, sequences, targets, epochs, batchTexts, learningRate, seed, logger, signal } = training;
  const width = embeddingWidth(student);
  const parameters = new TrainableParameters(student, sequences);
  const tables = embeddingTables(student);
  const optimizer = createAdamWState(parameters.arena.data);
  const { firstMoments, secondMoments } = optimizer;
  const arrays = { parameters: parameters.arena.data, firstMoments, secondMoments };
  const checkpoints = new Checkpoints({
    folder: join(training.work, "checkpoints"),
    identity: training.configHash,
    keep: 1,
    learningRateName,
  });
  const restored = checkpoints.restore(arrays, logger);
  const progress = restored ?? unstarted();
  if (restored !== undefined) logger.info(`resuming after step ${restored.step}`);
  parameters.untouchedDecay = progress.untouchedDecay;
  optimizer.steps = progress.step;

  const batchesPerEpoch = Math.ceil(sequences.length / batchTexts);
  const totalSteps = batchesPerEpoch * epochs;
  const warmupSteps = Math.ceil(totalSteps * warmupRatio);
  const step = new TrainingStep({
    engine: training.engine,
    shape: student,
    parameters,
    objective: distillationObjective(width),
    dropout: { hidden: 0, attention: 0 },
    seed,
  });
  try {
    await runEpochs({
      epochs,
      totalSteps,
      progress,
      *batches(epoch, firstBatch) {
        const order = new SeededRandom(`${seed} epoch ${epoch}`).shuffle(Int32Array.from(sequences.keys()));
        for (let batch = firstBatch; batch < batchesPerEpoch; batch++) {
          yield order.subarray(batch * batchTexts, (batch + 1) * batchTexts);
        }
      },
      async step(rows: Int32Array) {
        const outcome = await step.run(
          Array.from(rows, (row) => sequences[row] as Int32Array),
          teacherFeed(targets.rows(rows), width),
          progress.step,
        );
        const rate = learningRate * scheduleFactor("linear", progress.step, warmupSteps, totalSteps);
        const norm = updateParameters(parameters, optimizer, rate, { weightDecay, maxGradNorm });
        if (Number.isFinite(norm)) return outcome;
        throw diverged(`step ${progress.step + 1}: loss ${outcome.loss}, gradient norm ${norm}`, learningRateName);
      },
      record: ({ statistics }) => `cosine ${(1 - (statistics["distance"] ?? 0)).toFixed(4)}`,
      async endEpoch(epoch) {
        requireFinite(parameters.arena.data, `step ${progress.step}: a weight`, learningRateName);
        parameters.storeInto(student, tables);
        logger.info(`epoch ${epoch}: ${await training.measure()}`);
      },
      checkpointDue: () => checkpoints.due({ everyMinutes: training.checkpointMinutes }, progress.step),
      checkpoint: () => checkpoints.write({ ...progress, untouchedDecay: parameters.untouchedDecay }, arrays),
      stopRequested: () => signal?.aborted === true,
      interrupt: () => Promise.reject(interruptedBy(signal as AbortSignal, training.work, progress.step)),
      logger,
    });
    // Killed after the last epoch's checkpoint, a run that goes on has no epoch left to store the weights in
    parameters.storeInto(student, tables);
  } finally {
    await step.release();
  }
}
