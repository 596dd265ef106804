import { existsSync, rmSync } from "node:fs";
import { join } from "node:path";
import {
  checkArguments,
  expected,
  IntentsmithError,
  redact,
  sha256,
  silentLogger,
  type Logger,
} from "@intentsmith/core";
import { buildSequenceTable, foldDatasets, rememberTokens, type Dataset } from "@intentsmith/data";
import { onnxruntimeEngine, type Engine } from "@intentsmith/graph";
import { readFinalMetrics, readRunRecord } from "@intentsmith/tracking";
import type { WrittenConfig } from "../config/training-config.ts";
import { mendFolder } from "../folder/left-overs.ts";
import { lockRun, neverBegun, refuseBegun } from "../folder/run-lock.ts";
import { countInputs, examplesOf, planTraining, type TrainingInputs } from "../plan/training-plan.ts";
import { weightsHash } from "../plan/weights-hash.ts";
import { train } from "../run/train.ts";
import {
  isFoldsDirectory,
  readFoldsRecord,
  requireSameFolds,
  writeFoldsRecord,
  type FoldResult,
  type FoldsRecord,
} from "./folds-record.ts";
import { summariseFolds, type FoldsSummary } from "./folds-summary.ts";

export interface FoldsOptions {
  /** Folder for the folds' runs and `folds.json`; it must not exist unless `resume` is set. */
  out: string;
  /** How many folds, at least 2. */
  folds: number;
  /** Go on where the cross-validation in `out` stood. */
  resume?: boolean | undefined;
  logger?: Logger | undefined;
  /** As for `train`: the running fold writes a checkpoint, and TrainingInterrupted is thrown. */
  signal?: AbortSignal | undefined;
  commandLine?: readonly string[] | undefined;
  engine?: Engine | undefined;
}

/**
 * Trains as often as there are folds, each time on the texts of the other folds, and measures on the fold: how good
 * models of this config are, and how far that depends on the texts. The test split takes no part. Every fold's run stays in
 * `out`/fold-k, without its model: none of them is the one to use.
 * @throws as `train`, before the first fold where data or config are at fault; CHECKPOINT_UNUSABLE when resuming another.
 */
export async function crossValidateTraining(config: WrittenConfig, options: FoldsOptions): Promise<FoldsSummary> {
  checkArguments("crossValidateTraining", { config: [config, expected.object], options: [options, foldsOptions] });
  const { out, folds: count, resume = false, logger = silentLogger } = options;
  if (!resume) refuseBegun(out);
  else if (!existsSync(out)) readFoldsRecord(out); // says what is missing, before a lock would make the folder
  const inputs = await planTraining(config, { logger });
  const datasets = foldDatasets(inputs.dataset, count, config.train.seed);
  using _lock = lockRun(out);
  if (!resume) refuseBegun(out); // another process may have begun and ended just now
  mendFolder(out);
  const record = openRecord(config, inputs, options);
  const engine = options.engine ?? onnxruntimeEngine({ threads: config.train.threads });
  for (const [fold, dataset] of datasets.entries()) {
    if (fold < record.folds.length) continue;
    const result = await trainFold(config, foldInputs(inputs, dataset), fold, { ...options, engine, logger });
    record.folds.push(result);
    record.status = record.folds.length === count ? "finished" : "running";
    writeFoldsRecord(out, record);
    logger.info(
      `fold ${fold + 1} of ${count}: accuracy ${result.accuracy.toFixed(4)} (${result.correct}/${result.total})`,
    );
  }
  return summariseFolds(record.folds) as FoldsSummary;
}

const foldsOptions = expected.options<FoldsOptions>(
  {
    out: expected.path,
    folds: expected.whole(2),
    resume: expected.flag,
    logger: expected.object,
    signal: expected.object,
    commandLine: expected.texts,
    engine: expected.object,
  },
  ["out", "folds"],
);

function openRecord(config: WrittenConfig, inputs: TrainingInputs, { out, folds, resume }: FoldsOptions): FoldsRecord {
  const { data: _, tracking: __, ...rest } = config;
  const identity = sha256(JSON.stringify([inputs.dataset.hash, weightsHash(inputs.model), rest, folds]));
  if (resume === true && !neverBegun(out) && isFoldsDirectory(out)) {
    const record = readFoldsRecord(out);
    requireSameFolds(out, record, identity);
    return record;
  }
  const shown = redact({ ...config }) as Record<string, unknown>;
  const record: FoldsRecord = { format: 1, identity, status: "running", count: folds, config: shown, folds: [] };
  writeFoldsRecord(out, record);
  return record;
}

/** The same base, and the texts of one fold's training, tokenised. */
function foldInputs({ model }: TrainingInputs, dataset: Dataset): TrainingInputs {
  const trainExamples = examplesOf(dataset, "train");
  const table = buildSequenceTable(trainExamples, dataset);
  const tokenise = rememberTokens((input) => model.tokenizer.inspect(input, model.maxSequenceLength));
  const sequences = table.inputs.map((input) => tokenise(input).ids);
  return { model, dataset, trainExamples, table, sequences, inputs: countInputs(dataset, tokenise) };
}

async function trainFold(
  config: WrittenConfig,
  shared: TrainingInputs,
  fold: number,
  options: FoldsOptions & { engine: Engine; logger: Logger },
): Promise<FoldResult> {
  const { out, engine, logger, signal, commandLine } = options;
  const run = `fold-${fold + 1}`;
  const folder = join(out, run);
  const hasBegun = existsSync(folder) && !neverBegun(folder);
  // It may have ended, and the process been killed before the record said so
  if (!hasBegun || readRunRecord(folder).status !== "finished") {
    logger.info(`fold ${fold + 1} of ${options.folds}: ${folder}`);
    await train(config, {
      out: folder,
      resume: hasBegun,
      plan: await planTraining(config, { logger: silentLogger, shared }),
      engine,
      logger,
      ...(signal === undefined ? {} : { signal }),
      ...(commandLine === undefined ? {} : { commandLine }),
    });
  }
  for (const name of ["model", "checkpoints"]) rmSync(join(folder, name), { recursive: true, force: true });
  return foldResult(run, folder);
}

function foldResult(run: string, folder: string): FoldResult {
  const metrics = readFinalMetrics(folder);
  const number = (name: string): number => {
    const value = metrics[name];
    if (typeof value === "number") return value;
    throw new IntentsmithError("FILE_MALFORMED", `${folder}: its final metrics have no ${name}`, {
      hint: "Remove the folder and resume: the fold is trained again.",
    });
  };
  const [accuracy, total] = [number("test_accuracy"), number("test_texts")];
  const validation = metrics["validation_accuracy"];
  return {
    run,
    total,
    correct: Math.round(accuracy * total),
    accuracy,
    macroF1: number("test_macro_f1"),
    validationAccuracy: typeof validation === "number" ? validation : null,
  };
}
