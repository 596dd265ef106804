import { applySettings, IntentsmithError } from "@intentsmith/core";
import { hashDataFiles, readDataset, splitNames, type DataConfig, type Dataset, type Split } from "@intentsmith/data";
import type { TrainedModelRecord } from "@intentsmith/classifier";
import type { Context } from "../arguments/command.ts";
import { compareWithTraining } from "./compare-data.ts";
import { isRecord, locateDataFiles } from "./data-root.ts";
import { evaluationFile, settleFile, type FileColumns } from "./evaluation-file.ts";
import { withFlagNames } from "./flag-names.ts";
import { loadTrainingConfig } from "./load-config.ts";

export interface EvaluationSource extends FileColumns {
  /** The model's folder, for messages. */
  model: string;
  config?: string | undefined;
  data?: string | undefined;
  settings?: readonly string[] | undefined;
  split: Split;
  /** Labels of texts that belong to none of the model's. */
  outOfScope?: readonly string[] | undefined;
  /** Columns to slice by, beside those of the model's config where its own data are read. */
  slices?: readonly string[] | undefined;
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
  const dataset = await read(record, source, located, context);
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

async function read(
  record: TrainedModelRecord,
  source: EvaluationSource,
  located: unknown,
  { logger }: Context,
): Promise<Dataset> {
  const found = isRecord(located) ? located : {};
  const columns = sliceColumns(record, source);
  if (source.data === undefined) return await readDataset(dataConfig(record, found, source), { logger, columns });
  try {
    const settled = settleFile(found, record.context, logger);
    return await readDataset(dataConfig(record, settled, source), { logger, columns });
  } catch (error) {
    throw withFlagNames(error);
  }
}

/** A file that a flag brought need not have the columns of the model's own data. */
function sliceColumns({ config }: TrainedModelRecord, { slices = [], data }: EvaluationSource): string[] {
  const evaluate = isRecord(config["evaluate"]) ? config["evaluate"]["slices"] : undefined;
  const own = data === undefined && Array.isArray(evaluate) ? evaluate.map(String) : [];
  return [...new Set([...own, ...slices])];
}

/** Its schema is checked by whoever reads the data. */
function dataConfig(
  record: TrainedModelRecord,
  data: Record<string, unknown>,
  { outOfScope }: EvaluationSource,
): DataConfig {
  const config: Record<string, unknown> = {
    ...asTrained(record),
    ...data,
    ...(outOfScope === undefined ? {} : { outOfScopeLabels: outOfScope }),
    labels: record.labels.map(({ name }) => name),
    labelWords: Object.fromEntries(record.labels.map(({ name, words }) => [name, words])),
    ...(record.context === undefined ? {} : { context: record.context }),
  };
  return config as unknown as DataConfig;
}

/** A file to measure on has the labels that the training files had: they are merged, and stand for none, as there. */
function asTrained({ config: { data } }: TrainedModelRecord): Record<string, unknown> {
  const names = ["mergeLabels", "outOfScopeLabels"];
  return isRecord(data) ? Object.fromEntries(Object.entries(data).filter(([name]) => names.includes(name))) : {};
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
