import { existsSync } from "node:fs";
import { IntentsmithError, nearestName, readInputFile } from "@intentsmith/core";
import { precisions, readTrainedModelRecord, type Precision } from "@intentsmith/classifier";
import { modelInput, splitNames } from "@intentsmith/data";
import { resolveBase, shippedEncoders } from "@intentsmith/model";
import { exportModel, parsePushTarget, pushFolder, type LabelledText } from "@intentsmith/export";
import type { Command, Context } from "../arguments/command.ts";
import { requireWhole, setOption, threadsOf, threadsOption } from "../arguments/shared-options.ts";
import { defineModelCommand } from "../input/model-or-base.ts";
import { readEvaluationData, type EvaluationSource } from "../input/evaluation-data.ts";
import { readRowTable, textColumn } from "../input/row-table.ts";
import { interruptible } from "../process/interruption.ts";
import { replaceExport } from "../process/replace-export.ts";
import { exportSummary } from "../summary/export-summary.ts";

const purposes = ["onnx", "classifier", "sentence-transformers", "transformers.js"] as const;

export const exportCommand: Command = defineModelCommand({
  usage: "export",
  describe: "Write a trained model as a folder to deploy: ONNX, tokenizer, labels, golden set, manifest; verified",
  options: {
    model: {
      type: "string",
      describe: "model folder that train or fit saved; or an encoder without labels, such as minilm-l3-mini",
    },
    out: { type: "string", demandOption: true, describe: "folder to write; it must not exist" },
    overwrite: { type: "boolean", default: false, describe: "replace an earlier export in --out" },
    precision: {
      type: "string",
      default: "fp32",
      describe: `one or several of ${precisions.join(", ")}, comma between them; the first is run unless another is asked for`,
    },
    for: {
      type: "string",
      default: "onnx",
      describe: `${purposes.join(", ")}: classifier adds a graph that gives the score of every label by itself; the last two add their configs and hidden states`,
    },
    "prune-vocabulary": {
      type: "string",
      describe:
        "keep only the tokens that this file's texts use (.txt: one text a line; .csv, .tsv, .jsonl: its text column)",
    },
    "vocabulary-size": {
      type: "number",
      describe: "with --prune-vocabulary: tokens to keep at most, the most frequent",
    },
    data: {
      type: "string",
      describe: "labelled file to compare on (default: the validation split of the model's own data)",
    },
    config: { type: "string", describe: "config whose data to compare on" },
    "text-column": { type: "string", describe: "column of --data with the text (default: text)" },
    "label-column": { type: "string", describe: "column of --data with the label (default: label)" },
    set: { ...setOption, describe: "change a value of the data's config: data.a=value (repeatable)" },
    split: { choices: splitNames, default: "validation", describe: "split of the data to compare on" },
    push: {
      type: "string",
      describe: "publish the folder: s3://bucket/prefix (AWS_… variables), or OWNER/NAME on the hub (HF_TOKEN)",
    },
    "with-examples": {
      type: "boolean",
      default: false,
      describe:
        "put the compared texts into the golden set, and training texts beside it for `explain` of serve: they are part of the folder then",
    },
    threads: threadsOption,
    json: { type: "boolean", default: false, describe: "print the result as JSON" },
  },
  examples: [
    ["export --model runs/quickstart/model --out deploy", "then: predict --model deploy"],
    ["export --model runs/a/model --out deploy --precision int8", "a quarter of the size, two to three times as fast"],
    [
      "export --model runs/a/model --out deploy --precision int8 --prune-vocabulary texts.csv",
      "small enough for a page",
    ],
    ["export --model runs/a/model --out deploy --push s3://models/intents", "what is current there changes last"],
    ["export --model runs/a/model --out deploy --precision fp32,int8 --for classifier", "several files in deploy/onnx"],
  ],
  async run(values, context) {
    const asked = listOf("precision", values.precision, precisions);
    const wanted = listOf("for", values.for, purposes);
    const { data, config } = values;
    // An encoder without labels that ships with the toolkit; a name that is neither is not looked for on the network.
    const { environment, logger } = context;
    const isShipped = Object.hasOwn(shippedEncoders, values.model) && !existsSync(values.model);
    const model = isShipped ? await resolveBase(values.model, { environment, logger }) : values.model;
    const source: EvaluationSource = {
      model,
      config,
      data,
      settings: values.set,
      split: values.split as EvaluationSource["split"],
      textColumn: values["text-column"],
      labelColumn: values["label-column"],
    };
    const { push } = values;
    if (push !== undefined) parsePushTarget(push); // before the work, not after it
    const withExamples = values["with-examples"];
    const { examples, trainingTexts } = await comparedTexts(source, withExamples, context);
    const wished = {
      logger,
      ...threadsOf(values.threads),
      precisions: asked as Precision[],
      ...(await corpusOf(values["prune-vocabulary"], values["text-column"], values["vocabulary-size"])),
      classifier: wanted.includes("classifier"),
      forClients: wanted.includes("sentence-transformers") || wanted.includes("transformers.js"),
      examples,
      withExamples,
      ...(withExamples ? { trainingTexts } : {}),
      speed: true,
    };
    const result = await replaceExport(values.out, values.overwrite, () =>
      interruptible(
        logger,
        (signal) => exportModel(model, values.out, { ...wished, signal }),
        "stopping after this file",
      ),
    );
    const pushed = push === undefined ? undefined : await pushFolder(values.out, push, { environment, logger });
    if (values.json) context.print(JSON.stringify({ ...result, ...(pushed === undefined ? {} : { pushed }) }, null, 2));
    else {
      context.print(exportSummary(result, examples.length));
      if (pushed !== undefined) context.print(`\npublished ${pushed.location} (version ${pushed.version})`);
    }
  },
});

/** @throws ARGUMENT_INVALID for a name that is not known, naming the nearest. */
function listOf<T extends string>(option: string, value: string, known: readonly T[]): T[] {
  const names = value.split(",").map((name) => name.trim());
  for (const name of names) {
    if (known.includes(name as T)) continue;
    const nearest = nearestName(name, known);
    throw new IntentsmithError(
      "ARGUMENT_INVALID",
      `--${option}: ${known.join(", ")} expected, received ${JSON.stringify(name)}`,
      nearest === undefined ? {} : { hint: `Did you mean ${nearest}?` },
    );
  }
  return [...new Set(names)] as T[];
}

/**
 * The texts of a corpus: a line each, or a column of a table.
 * @throws ARGUMENT_INVALID for a size without a corpus; DATA_EMPTY; what reading these files throws.
 */
async function corpusOf(
  path: string | undefined,
  column = "text",
  size?: number,
): Promise<{ pruneVocabulary?: string[]; vocabularySize?: number }> {
  if (path === undefined) {
    if (size === undefined) return {};
    throw new IntentsmithError("ARGUMENT_INVALID", "--vocabulary-size: only with --prune-vocabulary");
  }
  const isTable = /\.(csv|tsv|jsonl|ndjson)$/i.test(path);
  const texts = isTable
    ? textColumn(await readRowTable(path, column), column, path)
    : readInputFile(path, "the corpus").toString("utf8").split(/\r?\n/);
  const given = texts.filter((text) => text.trim() !== "");
  const limit = size === undefined ? {} : { vocabularySize: requireWhole(size, "vocabulary-size", 1) };
  if (given.length > 0) return { pruneVocabulary: given, ...limit };
  throw new IntentsmithError("DATA_EMPTY", `${path}: no text in it`, {
    hint: "--prune-vocabulary names a file of texts like those that the model will get.",
  });
}

/** Texts to compare on at most: a text is run through every file. */
const mostTexts = 1000;

/** Training texts in an export at most: each brings an embedding along. */
const mostTrainingTexts = 20_000;

/**
 * Labelled texts of the data that is named; of the model's own data only if it is at hand, which it often is not where a
 * model is exported.
 */
async function comparedTexts(
  source: EvaluationSource,
  needed: boolean,
  context: Context,
): Promise<{ examples: LabelledText[]; trainingTexts: LabelledText[] }> {
  const named = source.data !== undefined || source.config !== undefined;
  try {
    const dataset = await readEvaluationData(readTrainedModelRecord(source.model), source, context);
    const found = dataset.examples.filter(({ split }) => split === source.split);
    if (found.length > mostTexts) {
      context.logger.info(`compared on every ${Math.ceil(found.length / mostTexts)}th of ${found.length} texts`);
    }
    const step = Math.ceil(found.length / mostTexts);
    const asText = (example: (typeof found)[number]): LabelledText => ({
      text: modelInput(example, dataset.context),
      label: example.label,
    });
    const training = dataset.examples.filter(({ split }) => split === "train").slice(0, mostTrainingTexts);
    return { examples: found.filter((_, i) => i % step === 0).map(asText), trainingTexts: training.map(asText) };
  } catch (error) {
    if (named || needed || !(error instanceof IntentsmithError)) throw error;
    context.logger.info(`accuracy is not measured (--data names texts): ${error.message}`);
    return { examples: [], trainingTexts: [] };
  }
}
