import { refuseExisting, silentLogger, writeFileAtomic } from "@intentsmith/core";
import { splitNames, type Split } from "@intentsmith/data";
import {
  compareEvaluations,
  formatComparison,
  formatConfusions,
  formatLabelAccuracy,
  formatLook,
  formatUnsure,
  renderReport,
  requireSameLabels,
  type NamedComparison,
} from "@intentsmith/eval";
import { precisions, readTrainedModelRecord, type Precision, type TrainedModelRecord } from "@intentsmith/classifier";
import { formatSeen, SeenTexts, seenShare } from "@intentsmith/train";
import type { Command, Context } from "../arguments/command.ts";
import {
  conversationOptions,
  cosineOf,
  nearDuplicatesOption,
  setOption,
  threadsOption,
} from "../arguments/shared-options.ts";
import { judgeDecision } from "../summary/judge-decision.ts";
import { ownTrainingTexts } from "../input/own-training-texts.ts";
import { readEvaluationData, type EvaluationSource } from "../input/evaluation-data.ts";
import { defineModelCommand } from "../input/model-or-base.ts";
import { measureModel } from "../input/measure-model.ts";
import { allMetrics } from "../report/evaluate-folder.ts";
import { decisionParts } from "../report/decision-parts.ts";
import { evaluationFacts } from "../report/evaluation-facts.ts";
import { lookJson } from "../summary/look-json.ts";
import { evaluationJson } from "../summary/evaluation-json.ts";

export const evalCommand: Command = defineModelCommand({
  usage: "eval",
  describe: "Measure a model on one split: accuracy, and precision, recall and F1 a label",
  options: {
    config: { type: "string", describe: "config whose data to use (default: what the model was trained with)" },
    data: { type: "string", describe: "a .csv, .tsv, .jsonl or .json file to use instead" },
    "text-column": { type: "string", describe: "column of --data with the text (default: text)" },
    "label-column": { type: "string", describe: "column of --data with the label (default: label)" },
    ...conversationOptions,
    set: { ...setOption, describe: "change a value of the data's config: data.a=value (repeatable)" },
    against: { type: "string", describe: "another model of the same labels: is --model better, on the same texts?" },
    "out-of-scope": {
      type: "string",
      array: true,
      describe: "a label whose texts belong to none of the model's (repeatable)",
    },
    threshold: { type: "number", describe: "measure with this threshold instead of the model's own" },
    slice: { type: "string", array: true, describe: "a column whose values are measured apart, too (repeatable)" },
    "near-duplicates": nearDuplicatesOption,
    explain: {
      type: "boolean",
      default: false,
      describe: "list texts that are not clear, with the nearest training texts",
    },
    split: { choices: splitNames, default: "test", describe: "what to measure on" },
    precision: { choices: precisions, describe: "which file of an exported folder to run, if it has several" },
    threads: threadsOption,
    json: { type: "boolean", default: false, describe: "print JSON" },
    overwrite: { type: "boolean", default: false, describe: "replace --report if it exists" },
    report: {
      type: "string",
      describe: "write a page for the browser, too: what is weak, what to do, wrong texts and why",
    },
  },
  examples: [
    ["eval --model runs/quickstart/model", "on the test split of its own data"],
    ["eval --model deploy --data new.csv --label-column intent", "an exported folder on another file"],
    ["eval --model runs/a/model --split validation --report report.html", "with a page for the browser"],
    ["eval --base minilm-l3-mini --labels labels.txt --data new.csv", "a base as it is: the nearest label's words"],
    ["eval --model runs/b/model --against runs/a/model", "is b better than a?"],
    ["eval --model runs/a/model --slice channel --near-duplicates 0.95", "where is it weak, what flatters it?"],
  ],
  async run(values, context) {
    const { logger, print } = context;
    if (values.report !== undefined && !values.overwrite) refuseExisting(values.report);
    const split = values.split as Split;
    const nearDuplicates = cosineOf(values["near-duplicates"]);
    const record = readTrainedModelRecord(values.model);
    const otherRecord = values.against === undefined ? undefined : readTrainedModelRecord(values.against);
    // Before any text is read or encoded
    if (otherRecord !== undefined) requireSameLabels(labelNames(record), labelNames(otherRecord));
    const source: EvaluationSource = {
      model: values.model,
      config: values.config,
      data: values.data,
      settings: values.set,
      split,
      textColumn: values["text-column"],
      labelColumn: values["label-column"],
      conversationColumn: values["conversation-column"],
      roleColumn: values["role-column"],
      slices: values.slice?.map(String),
      ...(values["out-of-scope"] === undefined ? {} : { outOfScope: values["out-of-scope"].map(String) }),
    };
    const given = await readEvaluationData(record, source, context);
    const training =
      values.data === undefined || split === "train" ? [] : await ownTrainingTexts(values.model, record, context);
    const read = { ...given, examples: [...given.examples, ...training] };
    const measuring = { split, threads: values.threads };
    const precision = values.precision as Precision | undefined;
    const { dataset, evaluation, look, neighbours } = await measureModel(values.model, read, {
      ...measuring,
      ...(precision === undefined ? {} : { precision }),
      explain: values.report !== undefined || values.explain,
      nearDuplicates,
      logger,
    });
    const metrics = allMetrics(evaluation);
    const { result, examples } = evaluation;
    const splitHash = dataset.hashes.splits[split] ?? "";
    const seen = SeenTexts.of(values.model);
    const share = split === "train" || seen.isEmpty ? undefined : seenShare(seen, evaluation);
    if (share !== undefined && share.texts > 0) logger.warn(formatSeen(share, split));
    const judged = judgeDecision(evaluation, record, values.threshold);
    let comparison: NamedComparison | undefined;
    if (values.against !== undefined && otherRecord !== undefined) {
      warnOfOtherTraining(record, otherRecord, { ...source, against: values.against }, context);
      // The same rows, laid out as the other was trained: its own wording of the labels and its own context
      const borrowed = { ...otherRecord, config: record.config };
      const otherData = await readEvaluationData(borrowed, source, { ...context, logger: silentLogger });
      const other = await measureModel(values.against, otherData, { ...measuring, logger: silentLogger });
      const names = { model: values.model, other: values.against };
      comparison = { ...compareEvaluations(evaluation, other.evaluation), names };
    }
    if (values.report !== undefined) {
      const facts = evaluationFacts({ model: values.model, record, dataset, split, now: new Date() });
      const title = `${values.model}: ${split} split`;
      const { decision } = record;
      const threshold = values.threshold;
      const decided = decisionParts(
        evaluation,
        decision === undefined || threshold === undefined ? decision : { ...decision, threshold },
      );
      const page = await renderReport({
        title,
        result,
        metrics,
        facts,
        examples,
        look,
        neighbours,
        comparison,
        ...decided,
      });
      writeFileAtomic(values.report, page);
      logger.info(`report: ${values.report}`);
    }
    if (values.json) {
      const facts = { model: values.model, split, dataHash: dataset.hash, splitHash };
      const json = {
        ...evaluationJson(facts, result, metrics, comparison),
        ...judged.json,
        ...lookJson(look, evaluation, values.explain ? neighbours : undefined),
        ...(share === undefined ? {} : { seen: share }),
      };
      print(JSON.stringify(json, null, 2));
      return;
    }
    print(
      `${formatLabelAccuracy(result)}\n\n${judged.text}\n\nmost frequent confusions\n${formatConfusions(result, { top: 5 })}`,
    );
    const closer = formatLook(look);
    if (closer !== "") print(`\n${closer}`);
    if (values.explain) print(`\n${formatUnsure(look, result, examples, neighbours)}`);
    if (comparison !== undefined) print(`\n${formatComparison(comparison, comparison.names, { top: 10 })}`);
  },
});

/** On the model's own data, its test split is held out from the model, but not from another that had other splits. */
function warnOfOtherTraining(
  record: TrainedModelRecord,
  other: TrainedModelRecord,
  source: EvaluationSource & { against: string },
  { logger }: Context,
): void {
  if (source.config !== undefined || source.data !== undefined || trainedAlike(record, other)) return;
  logger.warn(
    `${source.against} was trained on other data than ${source.model} (or on other splits of it): texts of this split may be among its training texts`,
  );
}

/** By the hash of the training texts; records of before have one hash for files and config. */
function trainedAlike(record: TrainedModelRecord, other: TrainedModelRecord): boolean {
  const [train, otherTrain] = [record, other].map(({ dataHashes }) => dataHashes?.splits["train"]);
  if (train !== undefined && otherTrain !== undefined) return train === otherTrain;
  return record.dataHash === other.dataHash;
}

function labelNames({ labels }: TrainedModelRecord): string[] {
  return labels.map(({ name }) => name).sort();
}
