import { mkdirSync, rmSync } from "node:fs";
import { dirname, join } from "node:path";
import { setImmediate as nextTurn } from "node:timers/promises";
import { IntentsmithError, refuseExisting, SeededRandom, sha256, silentLogger, type Logger } from "@intentsmith/core";
import { onnxruntimeEngine } from "@intentsmith/graph";
import { loadModel, saveModel, SentenceEncoder, type SentenceModel } from "@intentsmith/model";
import { restoreCheckpoint, writeCheckpoint, type TrainingProgress } from "../checkpoint.ts";
import { createAdamWState } from "../optim/adamw.ts";
import { scheduleFactor } from "../optim/schedules.ts";
import { ProgressLine } from "../progress-line.ts";
import { lockRun } from "../run-lock.ts";
import { interruptedBy } from "../training-interrupted.ts";
import { TrainingStep } from "../training-step.ts";
import { updateParameters } from "../update-parameters.ts";
import { weightsHash } from "../weights-hash.ts";
import { embeddingTables, TrainableParameters } from "../trainable-parameters.ts";
import { readCorpus } from "./corpus.ts";
import { distillationObjective, teacherFeed } from "./distillation-objective.ts";
import { compareModels, formatQuality, reportOn, type DistillResult } from "./distillation-report.ts";
import { continueStudent, createStudent, type StudentParts } from "./student.ts";
import { TeacherEmbeddings } from "./teacher-embeddings.ts";

export interface DistillOptions {
  /** Folder of the teacher, in sentence-transformers layout. */
  teacher: string;
  /** What the student starts from: parts of the teacher, or an earlier student's folder. */
  start: StudentParts | { student: string };
  /** Text files, one text a line. */
  corpus: readonly string[];
  /** The student's folder; work in progress lies beside it in `<out>.work` and is gone on with. */
  out: string;
  epochs?: number;
  batchTexts?: number;
  learningRate?: number;
  /** Longest sequence while distilling (default 128); the teacher's own maximum is kept in the folder. */
  maxSequenceLength?: number;
  seed?: number;
  threads?: number;
  /** Element type on disk (default F16: half the size). */
  dtype?: "F32" | "F16";
  /** Minutes between checkpoints (default 5). */
  checkpointMinutes?: number;
  logger?: Logger;
  signal?: AbortSignal;
}

/**
 * Makes a small encoder that imitates a large one: some of its layers, a pruned vocabulary, then training towards the
 * teacher's embeddings of a corpus. Interrupted runs go on where they stood when started again with the same options.
 *
 * @throws MODEL_UNSUPPORTED, ARGUMENT_INVALID, DATA_EMPTY, OUTPUT_EXISTS before anything is written; TrainingInterrupted.
 */
export async function distill(options: DistillOptions): Promise<DistillResult> {
  const {
    epochs = 4,
    batchTexts = 128,
    learningRate = 5e-4,
    seed = 42,
    threads = 0,
    logger = silentLogger,
    signal,
  } = options;
  refuseExisting(options.out);
  const corpus = readCorpus(options.corpus);
  const loaded = await loadModel(options.teacher);
  const teacherModel = {
    ...loaded,
    maxSequenceLength: Math.min(options.maxSequenceLength ?? 128, loaded.config.maxPositions),
  };
  const tokenize = (model: SentenceModel): Int32Array[] =>
    corpus.train.map((text) => model.tokenizer.encode(text, teacherModel.maxSequenceLength));
  const { start } = options;
  const student =
    "student" in start
      ? continueStudent(teacherModel, await loadModel(start.student), start.student)
      : createStudent(teacherModel, start, tokenize(teacherModel));
  const sequences = tokenize(student);
  logger.info(
    `${corpus.train.length.toLocaleString("en")} texts, ${corpus.heldOut.length.toLocaleString("en")} held out; student: ${student.config.layerCount} layers, ${student.config.vocabularySize.toLocaleString("en")} tokens`,
  );

  const identity = {
    format: 1,
    teacher: weightsHash(loaded),
    corpus: corpus.hash,
    start: "student" in start ? { student: weightsHash(student) } : start,
    epochs,
    batchTexts,
    learningRate,
    seed,
    maxSequenceLength: teacherModel.maxSequenceLength,
  };
  const configHash = sha256(JSON.stringify(identity));
  const work = join(dirname(options.out), `${options.out.split(/[\\/]/).at(-1)}.work`);
  mkdirSync(work, { recursive: true });
  using _lock = lockRun(work);
  const teacher = new SentenceEncoder(teacherModel, { threads });
  const embeddingFile = join(work, `teacher-${sha256(identity.teacher + corpus.hash).slice(0, 12)}.f32`);
  const targets = await TeacherEmbeddings.compute(embeddingFile, teacher, corpus.train, { logger, signal });

  const parameters = new TrainableParameters(student, sequences);
  const tables = embeddingTables(student);
  const optimizer = createAdamWState(parameters.arena.data);
  const arrays = {
    parameters: parameters.arena.data,
    firstMoments: optimizer.firstMoments,
    secondMoments: optimizer.secondMoments,
  };
  const step = new TrainingStep({
    engine: onnxruntimeEngine({ threads }),
    shape: student,
    parameters,
    objective: distillationObjective(student.config.hiddenSize),
    dropout: { hidden: 0, attention: 0 },
    seed,
  });
  const restored = restoreCheckpoint(join(work, "checkpoints"), configHash, arrays, logger);
  const progress: TrainingProgress = restored ?? {
    step: 0,
    epoch: 0,
    batch: 0,
    untouchedDecay: 1,
    best: null,
    epochsWithoutGain: 0,
    stopped: false,
  };
  if (restored !== undefined) logger.info(`resuming after step ${restored.step}`);
  parameters.untouchedDecay = progress.untouchedDecay;
  optimizer.steps = progress.step;

  const batchesPerEpoch = Math.ceil(sequences.length / batchTexts);
  const totalSteps = batchesPerEpoch * epochs;
  const line = new ProgressLine(totalSteps, epochs);
  const checkpoint = async (): Promise<void> => {
    await writeCheckpoint(
      join(work, "checkpoints"),
      configHash,
      { ...progress, untouchedDecay: parameters.untouchedDecay },
      arrays,
      1,
    );
  };
  let lastCheckpoint = Date.now();
  for (; progress.epoch < epochs; progress.epoch += 1, progress.batch = 0) {
    const order = new SeededRandom(`${seed} epoch ${progress.epoch}`).shuffle(Int32Array.from(sequences.keys()));
    for (; progress.batch < batchesPerEpoch;) {
      const begun = performance.now();
      const rows = order.subarray(progress.batch * batchTexts, (progress.batch + 1) * batchTexts);
      const outcome = await step.run(
        Array.from(rows, (row) => sequences[row] as Int32Array),
        teacherFeed(targets.rows(rows), student.config.hiddenSize),
        progress.step,
      );
      const rate = learningRate * scheduleFactor("linear", progress.step, Math.ceil(totalSteps * 0.05), totalSteps);
      const norm = updateParameters(parameters, optimizer, rate, { weightDecay: 0.01, maxGradNorm: 1 });
      if (!Number.isFinite(norm))
        throw new IntentsmithError("TRAINING_DIVERGED", `step ${progress.step + 1}: gradient norm ${norm}`, {
          hint: "Lower --learning-rate.",
        });
      progress.step += 1;
      progress.batch += 1;
      logger.progress(
        `${line.update({ step: progress.step, epoch: progress.epoch, loss: outcome.loss, seconds: (performance.now() - begun) / 1000, tokenCount: outcome.tokenCount })}  cosine ${(1 - (outcome.statistics["distance"] ?? 0)).toFixed(4)}`,
      );
      await nextTurn();
      if (signal?.aborted === true) {
        await checkpoint();
        throw interruptedBy(signal, work, progress.step);
      }
      if (Date.now() - lastCheckpoint > (options.checkpointMinutes ?? 5) * 60_000) {
        await checkpoint();
        lastCheckpoint = Date.now();
      }
    }
    parameters.storeInto(student, tables);
    logger.info(
      `epoch ${progress.epoch + 1}: ${formatQuality(await compareModels(teacher, student, corpus.heldOut.slice(0, 1000), threads))}`,
    );
  }
  await step.release();
  targets.close();

  parameters.storeInto(student, tables);
  await saveModel(
    options.out,
    { ...student, maxSequenceLength: loaded.maxSequenceLength },
    { dtype: options.dtype ?? "F16" },
  );
  const result = await reportOn(options.out, teacher, corpus.heldOut, threads);
  await teacher.release();
  rmSync(work, { recursive: true, force: true });
  return result;
}
