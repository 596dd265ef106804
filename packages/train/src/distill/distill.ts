import { rmSync } from "node:fs";
import { basename, dirname, join } from "node:path";
import { checkArguments, expected, type Logger, refuseExisting, sha256, silentLogger } from "@intentsmith/core";
import { onnxruntimeEngine, type Engine } from "@intentsmith/graph";
import { loadModel, saveModel, SentenceEncoder, type SentenceModel } from "@intentsmith/model";
import { lockRun } from "../folder/run-lock.ts";
import { engineIdentity } from "../plan/engine-identity.ts";
import { weightsHash } from "../plan/weights-hash.ts";
import { readCorpus } from "./corpus.ts";
import { compareModels, formatQuality, reportOn, type DistillResult } from "./distillation-report.ts";
import { changeVocabulary, continueStudent, createStudent, type StudentParts } from "./student.ts";
import { TeacherEmbeddings } from "./teacher-embeddings.ts";
import { trainStudent } from "./train-student.ts";

export interface DistillOptions {
  /** Folder of the teacher, in sentence-transformers layout. */
  teacher: string;
  /** What the student starts from: parts of the teacher, or an earlier student's folder, its tokens chosen anew if asked. */
  start: StudentParts | { student: string; vocabularySize?: number };
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
  /** Runs every graph of teacher and student; by default onnxruntime with `threads`. */
  engine?: Engine;
  /** Element type on disk (default F16: half the size). */
  dtype?: "F32" | "F16";
  /** Minutes between checkpoints (default 5). */
  checkpointMinutes?: number;
  logger?: Logger;
  signal?: AbortSignal;
}

const distillOptions = expected.options<DistillOptions>(
  {
    teacher: expected.path,
    start: expected.object,
    corpus: expected.texts,
    out: expected.path,
    epochs: expected.whole(1),
    batchTexts: expected.whole(1),
    learningRate: expected.number,
    maxSequenceLength: expected.whole(3),
    seed: expected.whole(0),
    threads: expected.whole(0),
    engine: expected.object,
    dtype: expected.oneOf("F32", "F16"),
    checkpointMinutes: expected.number,
    logger: expected.object,
    signal: expected.object,
  },
  ["teacher", "start", "corpus", "out"],
);

/**
 * Makes a small encoder that imitates a large one: some of its layers, a pruned vocabulary, then training towards the
 * teacher's embeddings of a corpus. Interrupted runs go on where they stood when started again with the same options.
 *
 * @throws MODEL_UNSUPPORTED, ARGUMENT_INVALID (also if another process works there), DATA_EMPTY, OUTPUT_EXISTS before
 * anything is written; CHECKPOINT_UNUSABLE, TRAINING_DIVERGED, WRITE_FAILED, TrainingInterrupted.
 */
export async function distill(options: DistillOptions): Promise<DistillResult> {
  checkArguments("distill", { options: [options, distillOptions] });
  const {
    epochs = 4,
    batchTexts = 128,
    learningRate = 5e-4,
    seed = 42,
    engine = onnxruntimeEngine({ threads: options.threads ?? 0 }),
    logger = silentLogger,
    signal,
  } = options;
  refuseExisting(options.out);
  const work = join(dirname(options.out), `${basename(options.out)}.work`);
  using _lock = lockRun(work);
  refuseExisting(options.out); // another process may have finished it just now
  const corpus = readCorpus(options.corpus);
  const loaded = await loadModel(options.teacher);
  const teacherModel = {
    ...loaded,
    maxSequenceLength: Math.min(options.maxSequenceLength ?? 128, loaded.config.maxPositions),
  };
  const tokenize = (model: SentenceModel): Int32Array[] =>
    corpus.train.map((text) => model.tokenizer.encode(text, teacherModel.maxSequenceLength));
  const student = await startStudent(options.start, teacherModel, () => tokenize(teacherModel));
  const sequences = tokenize(student);
  logger.info(
    `${corpus.train.length.toLocaleString("en")} texts, ${corpus.heldOut.length.toLocaleString("en")} held out; student: ${student.config.layerCount} layers, ${student.config.vocabularySize.toLocaleString("en")} tokens`,
  );

  const identity = {
    format: 1,
    teacher: weightsHash(loaded),
    corpus: corpus.hash,
    start: "student" in options.start ? { student: weightsHash(student) } : options.start,
    epochs,
    batchTexts,
    learningRate,
    seed,
    maxSequenceLength: teacherModel.maxSequenceLength,
    ...engineIdentity(engine),
  };
  const configHash = sha256(JSON.stringify(identity));
  const embeds = sha256(
    JSON.stringify([
      identity.teacher,
      corpus.hash,
      identity.maxSequenceLength,
      ...Object.values(engineIdentity(engine)),
    ]),
  ).slice(0, 12);
  const teacher = new SentenceEncoder(teacherModel, { engine });
  let targets: TeacherEmbeddings | undefined;
  try {
    targets = await TeacherEmbeddings.compute(join(work, `teacher-${embeds}.f32`), teacher, corpus.train, {
      logger,
      signal,
    });
    await trainStudent({
      student,
      sequences,
      targets,
      epochs,
      batchTexts,
      learningRate,
      seed,
      engine,
      work,
      configHash,
      checkpointMinutes: options.checkpointMinutes ?? 5,
      logger,
      signal,
      measure: async () => formatQuality(await compareModels(teacher, student, corpus.heldOut.slice(0, 1000), engine)),
    });
    const maxSequenceLength = Math.min(loaded.maxSequenceLength, student.config.maxPositions);
    await saveModel(options.out, { ...student, maxSequenceLength }, { dtype: options.dtype ?? "F16" });
    const result = await reportOn(options.out, teacher, corpus.heldOut, engine);
    rmSync(work, { recursive: true, force: true });
    return result;
  } finally {
    targets?.close();
    await teacher.release();
  }
}

async function startStudent(
  start: DistillOptions["start"],
  teacher: SentenceModel,
  tokenize: () => Int32Array[],
): Promise<SentenceModel> {
  if (!("student" in start)) return createStudent(teacher, start, tokenize());
  const student = continueStudent(teacher, await loadModel(start.student), start.student);
  if (start.vocabularySize === undefined) return student;
  return changeVocabulary(student, teacher, start.vocabularySize, tokenize());
}
