import { applySettings, IntentsmithError } from "@intentsmith/core";
import { readDataset, splitNames, type DataConfig, type Dataset, type Split } from "@intentsmith/data";
import type { TrainedModelRecord } from "@intentsmith/classifier";
import type { Context } from "../arguments/command.ts";
import { isRecord, locateDataFiles } from "./data-root.ts";
import { evaluationFile, settleFile } from "./evaluation-file.ts";
import { withFlagNames } from "./flag-names.ts";
import { loadTrainingConfig } from "./load-config.ts";

export interface EvaluationSource {
  /** The model's folder, for messages. */
  model: string;
  config?: string | undefined;
  data?: string | undefined;
  settings?: readonly string[] | undefined;
  split: Split;
  textColumn?: string | undefined;
  labelColumn?: string | undefined;
}

/**
 * The data to measure a model on, with the model's own labels and wording: a file, a config's data, or what the model
 * was trained with.
 * @throws ARGUMENT_INVALID, DATA_EMPTY if the split has no example, and what reading a data set throws.
 */
export async function readEvaluationData(
  record: TrainedModelRecord,
  source: EvaluationSource,
  context: Context,
): Promise<Dataset> {
  if (source.config !== undefined && source.data !== undefined) {
    throw new IntentsmithError("ARGUMENT_INVALID", "--config and --data: give one of them");
  }
  const dataset = await read(record, source, context);
  if (dataset.examples.some(({ split }) => split === source.split)) return dataset;
  const counts = splitNames.map((name) => `${name} ${dataset.examples.filter(({ split }) => split === name).length}`);
  throw new IntentsmithError("DATA_EMPTY", `no example in the split ${source.split}: ${counts.join(", ")}`, {
    hint: "Choose another with --split.",
  });
}

async function read(record: TrainedModelRecord, source: EvaluationSource, context: Context): Promise<Dataset> {
  const config = dataConfig(record, source, context) as DataConfig;
  if (source.data === undefined) return await readDataset(config, { logger: context.logger });
  try {
    return await readDataset(config, { logger: context.logger });
  } catch (error) {
    throw withFlagNames(error);
  }
}

function dataConfig(record: TrainedModelRecord, source: EvaluationSource, context: Context): unknown {
  const located = locateDataFiles(unlabelledConfig(record, source, context), context.environment, context.logger);
  const data = isRecord(located) ? located : {};
  return {
    ...mergedLabels(record),
    ...(source.data === undefined ? data : settleFile(data, context.logger)),
    labels: record.labels.map(({ name }) => name),
    labelWords: Object.fromEntries(record.labels.map(({ name, words }) => [name, words])),
    ...(record.context === undefined ? {} : { context: record.context }),
  };
}

/** A file to measure on has the labels that the training files had, so they are merged in the same way. */
function mergedLabels({ config: { data } }: TrainedModelRecord): { mergeLabels?: unknown } {
  return isRecord(data) && data["mergeLabels"] !== undefined ? { mergeLabels: data["mergeLabels"] } : {};
}

function unlabelledConfig(record: TrainedModelRecord, source: EvaluationSource, context: Context): unknown {
  const { settings = [] } = source;
  if (source.config !== undefined) return loadTrainingConfig(source.config, { settings }, context).data;
  const own = source.data === undefined ? record.config["data"] : evaluationFile(source.data, source);
  if (!isRecord(own)) {
    throw new IntentsmithError(
      "ARGUMENT_INVALID",
      `${source.model}: its record does not say what it was trained with`,
      {
        hint: "Give --config or --data.",
      },
    );
  }
  return (applySettings({ data: own }, settings) as { data: unknown }).data;
}
