import { refuseExisting, writeFileAtomic, type IntentsmithError } from "@intentsmith/core";
import { judgeTokens, rememberTokens, splitNames, type Dataset, type TokenisedInput } from "@intentsmith/data";
import {
  createEvaluator,
  evaluate,
  evaluatorNames,
  formatConfusions,
  formatLabelAccuracy,
  renderReport,
  type Metrics,
  type ModelEvaluation,
} from "@intentsmith/eval";
import { openModelFolder, readTrainedModelRecord } from "@intentsmith/classifier";
import { defineCommand, type Command } from "../arguments/command.ts";
import { modelOption, setOption, threadsOf, threadsOption } from "../arguments/shared-options.ts";
import { readEvaluationData } from "../input/evaluation-data.ts";

export const evalCommand: Command = defineCommand({
  usage: "eval",
  describe: "Measure a model on one split: accuracy, and precision, recall and F1 a label",
  options: {
    model: modelOption,
    config: { type: "string", describe: "config whose data to use (default: what the model was trained with)" },
    data: { type: "string", describe: "a .csv, .tsv, .jsonl or .json file to use instead" },
    "text-column": { type: "string", describe: "column of --data with the text (default: text)" },
    "label-column": { type: "string", describe: "column of --data with the label (default: label)" },
    set: { ...setOption, describe: "change a value of the data's config: data.a=value (repeatable)" },
    split: { choices: splitNames, default: "test", describe: "what to measure on" },
    threads: threadsOption,
    json: { type: "boolean", default: false, describe: "print JSON" },
    report: { type: "string", describe: "write an HTML page with the confusions, too" },
  },
  examples: [
    ["eval --model runs/quickstart/model", "on the test split of its own data"],
    ["eval --model deploy --data new.csv --label-column intent", "an exported folder on another file"],
    ["eval --model runs/a/model --split validation --report report.html", "with a page for the browser"],
  ],
  async run(values, context) {
    const { logger, print } = context;
    if (values.report !== undefined) refuseExisting(values.report);
    const split = values.split as (typeof splitNames)[number];
    const record = readTrainedModelRecord(values.model);
    const read = await readEvaluationData(
      record,
      {
        model: values.model,
        config: values.config,
        data: values.data,
        settings: values.set,
        split,
        textColumn: values["text-column"],
        labelColumn: values["label-column"],
      },
      context,
    );
    const { encoder } = await openModelFolder(values.model, { ...threadsOf(values.threads), normalize: false });
    let dataset: Dataset;
    let evaluation: ModelEvaluation;
    try {
      const tokenise = rememberTokens((input) => encoder.inspect([input])[0] as TokenisedInput);
      // An older model may have been trained with labels that are refused now.
      const complain = ({ message }: IntentsmithError): void => logger.warn(message);
      dataset = judgeTokens(read, tokenise, { logger, complain, split });
      evaluation = await evaluate(encoder, dataset, split);
    } finally {
      await encoder.release();
    }
    const metrics = allMetrics(evaluation);
    const { result, examples } = evaluation;
    const splitHash = dataset.hashes.splits[split] ?? "";
    if (values.report !== undefined) {
      const configSummary = { model: values.model, base: record.base, split, data: splitHash.slice(0, 12) };
      const title = `${values.model}: ${split} split`;
      writeFileAtomic(values.report, renderReport({ title, result, metrics, configSummary, examples }));
      logger.info(`report: ${values.report}`);
    }
    if (values.json)
      print(
        JSON.stringify(
          toJson({ model: values.model, split, dataHash: dataset.hash, splitHash }, evaluation, metrics),
          null,
          2,
        ),
      );
    else print(`${formatLabelAccuracy(result)}\n\nmost frequent confusions\n${formatConfusions(result, { top: 5 })}`);
  },
});

function allMetrics({ input }: ModelEvaluation): Metrics {
  return Object.assign({}, ...evaluatorNames.map((name) => createEvaluator(name).evaluate(input))) as Metrics;
}

function toJson(
  measured: { model: string; split: string; dataHash: string; splitHash: string },
  { result }: ModelEvaluation,
  metrics: Metrics,
): Record<string, unknown> {
  const { accuracy, correct, total, macroF1, weightedF1, perLabel } = result;
  const { counts, classCount } = result.confusion;
  // row = expected, column = predicted
  const confusion = perLabel.map((_, row) => Array.from(counts.subarray(row * classCount, (row + 1) * classCount)));
  return { ...measured, accuracy, correct, total, macroF1, weightedF1, metrics, perLabel, confusion };
}
