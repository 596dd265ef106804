import { extname } from "node:path";
import { applySettings, IntentsmithError } from "@intentsmith/core";
import { hashDataFiles, readDataset, splitNames, type DataConfig, type Dataset, type Split } from "@intentsmith/data";
import type { TrainedModelRecord } from "@intentsmith/classifier";
import type { Context } from "../arguments/command.ts";
import { compareWithTraining } from "./compare-data.ts";
import { isRecord, locateDataFiles } from "./data-root.ts";
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
 * @throws ARGUMENT_INVALID, DATA_CHANGED if its cut has moved since training, DATA_EMPTY if the split has no example, and what reading a data set throws.
 */
export async function readEvaluationData(
  record: TrainedModelRecord,
  source: EvaluationSource,
  context: Context,
): Promise<Dataset> {
  if (source.config !== undefined && source.data !== undefined) {
    throw new IntentsmithError("ARGUMENT_INVALID", "--config and --data: give one of them");
  }
  const located = locateDataFiles(unlabelledConfig(record, source, context), context.environment, context.logger);
  const dataset = await readDataset(dataConfig(record, located) as DataConfig, { logger: context.logger });
  compareWithTraining(
    {
      record,
      dataset,
      split: source.split,
      source: source.data !== undefined ? "file" : source.config !== undefined ? "config" : "own",
      hashOfBefore: () => hashDataFiles(located as DataConfig),
    },
    context.logger,
  );
  if (dataset.examples.some(({ split }) => split === source.split)) return dataset;
  const counts = splitNames.map((name) => `${name} ${dataset.examples.filter(({ split }) => split === name).length}`);
  throw new IntentsmithError("DATA_EMPTY", `no example in the split ${source.split}: ${counts.join(", ")}`, {
    hint: "Choose another with --split.",
  });
}

function dataConfig(record: TrainedModelRecord, data: unknown): unknown {
  return {
    ...mergedLabels(record),
    ...(isRecord(data) ? data : {}),
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
  const own = source.data === undefined ? record.config["data"] : fileConfig(source.data, source);
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

/** The data config of one file by its ending. Rows that do not say their split are all of the one asked for. */
function fileConfig(path: string, { split, textColumn, labelColumn }: EvaluationSource): Record<string, unknown> {
  const columns = {
    ...(textColumn === undefined ? {} : { textColumn }),
    ...(labelColumn === undefined ? {} : { labelColumn }),
  };
  switch (extname(path).toLowerCase()) {
    case ".csv":
      return { reader: "csv", files: { [split]: [path] }, ...columns };
    case ".tsv":
      return { reader: "csv", delimiter: "\t", files: { [split]: [path] }, ...columns };
    case ".jsonl":
    case ".ndjson":
      return { reader: "jsonl", files: { [split]: [path] }, ...columns };
    case ".json":
      return { reader: "wizard-of-tasks", files: [path], splits: { validation: 0, test: 0 } };
    default:
      throw new IntentsmithError("ARGUMENT_INVALID", `--data ${path}: expected a .csv, .tsv, .jsonl or .json file`, {
        hint: "For other files, describe them in a config and give --config.",
      });
  }
}
