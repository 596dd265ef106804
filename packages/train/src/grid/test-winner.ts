import { join } from "node:path";
import type { Logger } from "@intentsmith/core";
import type { Engine } from "@intentsmith/graph";
import { readTrainedModelRecord } from "@intentsmith/classifier";
import { loadModel } from "@intentsmith/model";
import { evaluateSplit } from "../report/split-evaluation.ts";
import { RunLog, runVersions } from "../report/run-log.ts";
import { savedHead, updateTrainedModelRecord } from "../folder/trained-folder.ts";
import type { TrainingConfig } from "../config/training-config.ts";
import { examplesOf, type TrainingPlan } from "../plan/training-plan.ts";

/**
 * Measures a finished run's model on the test split and adds that to the run's final metrics (at Weights & Biases too)
 * and to the model's record. `metrics` are the final metrics that the run has already.
 * @returns all of them, or undefined if there is no test split.
 */
export async function testFinishedRun(
  run: string,
  config: TrainingConfig,
  plan: TrainingPlan,
  metrics: Record<string, number>,
  { engine, logger }: { engine: Engine; logger: Logger },
): Promise<Record<string, number> | undefined> {
  if (examplesOf(plan.dataset, "test").length === 0) return undefined;
  const modelDirectory = join(run, "model");
  const test = await evaluateSplit(await loadModel(modelDirectory), plan.dataset, "test", {
    engine,
    bestBy: config.evaluate.bestBy,
    head: (encoder) => savedHead(modelDirectory, encoder),
  });
  const measured = Object.fromEntries(
    Object.entries(test.metrics)
      .filter(([, value]) => Number.isFinite(value))
      .map(([name, value]) => [`test_${name}`, value]),
  );
  const all = { ...metrics, ...measured };
  const record = readTrainedModelRecord(modelDirectory);
  updateTrainedModelRecord(modelDirectory, { ...record, metrics: { ...record.metrics, ...measured } });
  const log = RunLog.resume(config, run, { step: Infinity, evaluatedStep: Infinity }, runVersions(engine), logger);
  await log.finish({ status: "finished", exitCode: 0, finalMetrics: all, modelDirectory });
  return all;
}
