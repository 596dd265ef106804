import { cpSync, rmSync } from "node:fs";
import { join } from "node:path";
import { formatYaml, silentLogger, writeDirectoryAtomic, writeFileAtomic } from "@intentsmith/core";
import { openHead, readTrainedModelRecord } from "@intentsmith/classifier";
import type { Dataset } from "@intentsmith/data";
import type { Engine } from "@intentsmith/graph";
import { loadModel } from "@intentsmith/model";
import type { TrainingConfig } from "../config/training-config.ts";
import { updateTrainedModelRecord } from "../folder/trained-folder.ts";
import type { Embedder } from "../head/embed-split.ts";
import { planTraining, type TrainingInputs } from "../plan/training-plan.ts";
import { evaluateSplit, type SplitEvaluation } from "../report/split-evaluation.ts";
import { prefixed } from "../run/model-record.ts";
import { trainHead } from "../run/train-head.ts";
import type { FitOptions } from "./fit-options.ts";
import { writeFitRecord, type FitOutcome, type FitRecord } from "./fit-record.ts";
import { parsedAgain } from "./pinned-config.ts";

/**
 * Puts the chosen model, its config and its test metrics in their places, and removes the other models.
 * @returns its evaluation on test, if there is such a split: the only time that test is read.
 */
export async function placeChosen(
  chosen: FitOutcome,
  record: FitRecord,
  { inputs, engine, embedder }: { inputs: TrainingInputs; engine: Engine; embedder: Embedder },
  { out, commandLine }: Pick<FitOptions, "out" | "commandLine">,
): Promise<SplitEvaluation | undefined> {
  const config = parsedAgain(chosen.config);
  const run = join(out, "candidates", chosen.name);
  let test: SplitEvaluation | undefined;
  if (config.train.method === "head") {
    rmSync(run, { recursive: true, force: true });
    const plan = await planTraining(config, { logger: silentLogger, shared: inputs });
    const named = commandLine === undefined ? {} : { commandLine };
    ({ test } = await trainHead(config, { out: run, plan, engine, embedder, logger: silentLogger, ...named }));
  } else {
    // What was chosen on validation stands in the model's record as the config pins it
    const folder = join(run, "model");
    updateTrainedModelRecord(folder, { ...readTrainedModelRecord(folder), config: { ...config } });
    test = await measureTest(folder, config, inputs.dataset, engine);
  }
  const target = join(out, "model");
  rmSync(target, { recursive: true, force: true });
  await writeDirectoryAtomic(target, async (folder) => cpSync(join(run, "model"), folder, { recursive: true }));
  writeFileAtomic(join(out, "config.yaml"), formatYaml(chosen.config));
  Object.assign(record, { status: "finished", chosen: chosen.name });
  writeFitRecord(out, record);
  for (const { name } of record.outcomes) {
    rmSync(join(out, "candidates", name, "model"), { recursive: true, force: true });
  }
  return test;
}

/** Measures a trained model on test and puts the metrics into its record, where `train` puts them. */
async function measureTest(
  folder: string,
  config: TrainingConfig,
  dataset: Dataset,
  engine: Engine,
): Promise<SplitEvaluation | undefined> {
  if (!dataset.examples.some(({ split }) => split === "test")) return undefined;
  const record = readTrainedModelRecord(folder);
  const test = await evaluateSplit(await loadModel(folder), dataset, "test", {
    engine,
    bestBy: config.evaluate.bestBy,
    ...(record.head === undefined ? {} : { head: (encoder) => openHead(folder, record, encoder) }),
  });
  const { best_epoch: epoch, ...validation } = record.metrics;
  const measured = Object.entries(prefixed("test", test.metrics)).filter(([, value]) => Number.isFinite(value));
  const metrics = {
    ...validation,
    ...Object.fromEntries(measured),
    ...(epoch === undefined ? {} : { best_epoch: epoch }),
  };
  updateTrainedModelRecord(folder, { ...record, metrics });
  return test;
}
