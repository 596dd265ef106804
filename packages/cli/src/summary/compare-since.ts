import { readTrainedModelRecord, type TrainedModelRecord } from "@intentsmith/classifier";
import { IntentsmithError, silentLogger, type Logger } from "@intentsmith/core";
import type { Dataset } from "@intentsmith/data";
import { compareEvaluations, formatComparison, requireSameLabels, type NamedComparison } from "@intentsmith/eval";
import { SeenTexts } from "@intentsmith/train";
import { isRecord } from "../input/data-root.ts";
import { measureModel } from "../input/measure-model.ts";

/**
 * A config whose splits are cut as those of an earlier model were, where it does not say how: no text changes its side. A
 * cut that added rows move is told.
 */
export function splitsSince(values: unknown, since: TrainedModelRecord, logger: Logger): unknown {
  const before = isRecord(since.config["data"]) ? since.config["data"]["splits"] : undefined;
  if (!isRecord(values) || !isRecord(values["data"]) || !isRecord(before)) return values;
  const own = values["data"]["splits"];
  const splits = isRecord(own) ? own : before;
  if (splits["method"] !== "text-hash") {
    logger.warn(
      "--since: rows that were added move a stratified cut: data.splits.method: text-hash keeps texts on their side",
    );
  }
  return { ...values, data: { ...values["data"], splits } };
}

/** @throws ARGUMENT_INVALID where the labels of the data are not those of the earlier model, before anything is trained. */
export function requireLabelsSince(since: TrainedModelRecord, { labels }: Dataset): void {
  requireSameLabels([...labels].sort(), since.labels.map(({ name }) => name).sort());
}

/**
 * A newly trained model against an earlier one, on the test rows that neither was trained on.
 * @throws DATA_EMPTY if there are none.
 */
export async function compareSince(
  model: string,
  since: string,
  dataset: Dataset,
  options: { threads: number | undefined; logger: Logger },
): Promise<NamedComparison> {
  const seen = [model, since].map((folder) => SeenTexts.of(folder));
  const isNew = ({ text }: { text: string }): boolean => !seen.some((texts) => texts.has(text));
  const test = dataset.examples.filter(({ split }) => split === "test");
  const examples = test.filter(isNew);
  if (examples.length === 0) {
    throw new IntentsmithError(
      "DATA_EMPTY",
      `--since: no test text that neither ${model} nor ${since} was trained on`,
      {
        hint: "Cut splits by text (data.splits.method: text-hash), or name rows of their own with eval --against --data.",
      },
    );
  }
  if (examples.length < test.length) {
    options.logger.info(
      `${test.length - examples.length} of ${test.length} test texts were trained on: they are left out`,
    );
  }
  const measure = async (folder: string) => {
    const { labels, context } = readTrainedModelRecord(folder);
    const words = new Map(labels.map((label) => [label.name, label.words]));
    const { context: _, ...rest } = { ...dataset, examples, outOfScope: [] };
    const read: Dataset = {
      ...rest,
      labelWords: dataset.labels.map((name) => words.get(name) ?? name),
      ...(context === undefined ? {} : { context }),
    };
    return (await measureModel(folder, read, { split: "test", threads: options.threads, logger: silentLogger }))
      .evaluation;
  };
  const [own, other] = [await measure(model), await measure(since)];
  return { ...compareEvaluations(own, other), names: { model, other: since } };
}

export function formatSince(comparison: NamedComparison): string {
  return formatComparison(comparison, comparison.names, { top: 5 });
}
