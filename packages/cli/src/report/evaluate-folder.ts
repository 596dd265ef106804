import {
  defaultTemperature,
  labelWordsHead,
  readTrainedModelRecord,
  type TrainedModelRecord,
} from "@intentsmith/classifier";
import { IntentsmithError } from "@intentsmith/core";
import type { Dataset, Split } from "@intentsmith/data";
import {
  closerLook,
  createEvaluator,
  evaluatorNamesFor,
  type CloserLook,
  type Metrics,
  type ModelEvaluation,
  type Neighbours,
} from "@intentsmith/eval";
import type { SplitEvaluation } from "@intentsmith/train";
import type { Context } from "../arguments/command.ts";
import { readEvaluationData } from "../input/evaluation-data.ts";
import { measureModel } from "../input/measure-model.ts";

/** A model on one split. */
export interface MeasuredFolder {
  split: Split;
  evaluation: ModelEvaluation;
  metrics: Metrics;
  dataset: Dataset;
  look: CloserLook;
  neighbours?: Map<number, Neighbours> | undefined;
}

/**
 * Measures a model folder on its own test split, or on validation where there is none, and looks for the training texts
 * nearest to the wrong ones. @throws what reading the model or its data throws.
 */
export async function evaluateFolder(model: string, context: Context): Promise<MeasuredFolder> {
  const record = readTrainedModelRecord(model);
  const { dataset: read, split } = await readOwnData(model, record, context);
  const measured = await measureModel(model, read, {
    split,
    threads: undefined,
    explain: true,
    logger: context.logger,
  });
  return { split, ...measured, metrics: allMetrics(measured.evaluation) };
}

/** What a training has measured at its end: its model on test, or on validation; undefined if it had neither. */
export function measuredSplit(
  { test, validation }: { test?: SplitEvaluation | undefined; validation?: SplitEvaluation | undefined },
  dataset: Dataset,
  model: string,
): MeasuredFolder | undefined {
  const evaluation = test ?? validation;
  if (evaluation === undefined) return undefined;
  const { head = labelWordsHead, decision } = readTrainedModelRecord(model);
  const look = closerLook(evaluation, dataset, { temperature: decision?.temperature ?? defaultTemperature(head) });
  return { split: test === undefined ? "validation" : "test", evaluation, metrics: evaluation.metrics, dataset, look };
}

/** The metrics of every evaluator that an evaluation allows. */
export function allMetrics({ input }: ModelEvaluation): Metrics {
  return Object.assign({}, ...evaluatorNamesFor(input).map((name) => createEvaluator(name).evaluate(input))) as Metrics;
}

async function readOwnData(
  model: string,
  record: TrainedModelRecord,
  context: Context,
): Promise<{ dataset: Dataset; split: Split }> {
  try {
    return { dataset: await readEvaluationData(record, { model, split: "test" }, context), split: "test" };
  } catch (error) {
    if (!(error instanceof IntentsmithError) || error.code !== "DATA_EMPTY") throw error;
    return { dataset: await readEvaluationData(record, { model, split: "validation" }, context), split: "validation" };
  }
}
