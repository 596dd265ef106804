import { existsSync, readdirSync } from "node:fs";
import { basename, dirname, join } from "node:path";
import { IntentsmithError, printable, silentLogger } from "@intentsmith/core";
import { readDataset, type Dataset } from "@intentsmith/data";
import { formatAccuracyLine, formatConfusions } from "@intentsmith/eval";
import { exportModel } from "@intentsmith/export";
import { IntentClassifier } from "@intentsmith/classifier";
import { onnxruntimeEngine } from "@intentsmith/graph";
import { resolveBase } from "@intentsmith/model";
import { isRunDirectory } from "@intentsmith/tracking";
import {
  evaluateSplit,
  formatDuration,
  neverBegun,
  planTraining,
  removeRun,
  train,
  type WrittenConfig,
} from "@intentsmith/train";
import { defineCommand, type Command, type Context } from "../arguments/command.ts";
import { loadTrainingConfig } from "../input/load-config.ts";
import { saveRandomBase } from "../input/random-base.ts";
import { findSample, shown, type Sample } from "../input/sample.ts";
import { interruptible } from "../process/interruption.ts";

const askedTexts = ["what do i do after that?", "how long does it stay in the oven?", "thanks, that's all for today"];

/** What a random encoder needs to learn anything at all in a minute. */
const randomSettings = ["train.learningRate=1e-3", "train.epochs=8", "train.dropout=0"];

export const quickstartCommand: Command = defineCommand({
  usage: "quickstart",
  describe: "Train, measure and export a classifier on the sample that ships, in a minute or two",
  options: {
    out: {
      type: "string",
      default: join("runs", "quickstart"),
      describe: "the run's folder; an earlier run is replaced",
    },
  },
  examples: [["quickstart", ""]],
  async run({ out }, context) {
    const { print } = context;
    const started = performance.now();
    const sample = findSample();
    const loaded = loadQuickstartConfig(sample, [], context);
    removeEarlierRun(out);
    const dataset = await readDataset(loaded.data, { logger: context.logger });
    print(`1. The data: ${describeData(dataset)}.`);
    const config = await chooseBase(sample, loaded, dataset, out, context);
    // What was dropped has been said above.
    const plan = await planTraining(config, { logger: silentLogger });
    const before = await evaluateSplit(plan.model, dataset, "test", {
      engine: onnxruntimeEngine({ threads: config.train.threads }),
      bestBy: config.evaluate.bestBy,
    });
    print(`3. Before training, by the nearest label's words: test ${formatAccuracyLine(before.result)}.`);
    print(
      `4. Training: ${plan.config.train.epochs} epochs of ${plan.sampler.batchesPerEpoch} steps, every text with all ${dataset.labels.length} labels …`,
    );
    const result = await interruptible(context.logger, (signal) =>
      train(config, { out, plan, logger: context.logger, signal, commandLine: context.commandLine }),
    );
    const after = result.test?.result;
    if (after === undefined) throw new IntentsmithError("INTERNAL", "the sample has no test split");
    print(
      `   ${formatDuration(result.seconds)}, ${Math.round(result.tokens / result.seconds).toLocaleString("en")} tokens/s.`,
    );
    print(`5. After training: test ${formatAccuracyLine(after)}. What it still gets wrong:`);
    print(indent(formatConfusions(after, { top: 5 })));
    const exported = await exportModel(result.modelDirectory, join(out, "onnx"), { logger: context.logger });
    print(
      `6. Exported as ONNX and checked: embeddings differ by ${exported.maxDifference.toExponential(1)} at most on ${exported.textCount} texts.`,
    );
    print("7. Three predictions of the exported file:");
    print(indent(await predictions(exported.folder)));
    print(`8. Where things are:
     trained model  ${result.modelDirectory}   (Python's SentenceTransformer loads it, too)
     ONNX           ${join(exported.folder, "model.onnx")}
     run record     ${out}`);
    print(`9. Your own data: a CSV with the columns text and label, then
     ${sample.command} train --config ${shown(sample.config)} --set "data={reader: csv, files: [yours.csv]}"`);
    const seconds = formatDuration((performance.now() - started) / 1000);
    print(
      `Quickstart done in ${seconds}: test accuracy ${before.result.accuracy.toFixed(4)} before, ${after.accuracy.toFixed(4)} after training.`,
    );
  },
});

function loadQuickstartConfig(sample: Sample, settings: readonly string[], context: Context): WrittenConfig {
  const config = loadTrainingConfig(shown(sample.config), { settings }, context);
  const files = (config.data.files as string[]).map((file) => shown(join(sample.root, file)));
  return { ...config, data: { ...config.data, files } as WrittenConfig["data"] };
}

/** The config with the shipped encoder, or with a random one made here (and said to be one). */
async function chooseBase(
  sample: Sample,
  config: WrittenConfig,
  dataset: Dataset,
  out: string,
  context: Context,
): Promise<WrittenConfig> {
  const { base } = config.model;
  try {
    await resolveBase(base, { logger: context.logger });
    context.print(`2. The base model: ${base}, the small pretrained encoder that ships with intentsmith.`);
    return config;
  } catch (error) {
    if (!(error instanceof IntentsmithError)) throw error;
    const folder = join(dirname(out), `.${basename(out)}-random-base`);
    const texts = dataset.examples.filter(({ split }) => split === "train").map(({ text }) => text);
    await saveRandomBase(folder, [...texts, ...dataset.labelWords], config.train.seed);
    context.print(`2. The base model: RANDOM weights, since ${base} is not here (${error.code}).
   It knows no language, so the accuracy below says nothing about what fine-tuning a real encoder gives.`);
    const random = loadQuickstartConfig(sample, randomSettings, context);
    return { ...random, model: { ...random.model, base: folder } };
  }
}

/** @throws OUTPUT_EXISTS if something else is there; ARGUMENT_INVALID if another process works in it. */
function removeEarlierRun(out: string): void {
  if (!existsSync(out)) return;
  if (!isRunDirectory(out) && !neverBegun(out) && readdirSync(out).length > 0) {
    throw new IntentsmithError("OUTPUT_EXISTS", `${out}: already exists and is no run`, {
      hint: "Choose another --out, or remove it first.",
    });
  }
  removeRun(out);
}

function describeData({ examples, labels }: Dataset): string {
  const count = (split: string): number => examples.filter((example) => example.split === split).length;
  return `${examples.length.toLocaleString("en")} turns of conversations in a kitchen and a workshop, ${labels.length} intents (${count("train").toLocaleString("en")} to train on, ${count("validation")} to choose the epoch by, ${count("test")} to test)`;
}

async function predictions(folder: string): Promise<string> {
  const classifier = await IntentClassifier.load(folder);
  try {
    const results = await classifier.classify(askedTexts);
    return results
      .map(
        ({ text, label, score }) => `${JSON.stringify(text)} → ${printable(label ?? "no label")} (${score.toFixed(2)})`,
      )
      .join("\n");
  } finally {
    await classifier.release();
  }
}

function indent(text: string): string {
  return text.replaceAll(/^/gm, "     ");
}
