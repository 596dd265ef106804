import { IntentsmithError } from "@intentsmith/core";
import { confidenceNames, isExportedFolder, readTrainedModelRecord } from "@intentsmith/classifier";
import { decisionConfigSchema, fitDecision, formatAnswering, formatDecision, answering } from "@intentsmith/eval";
import { updateTrainedModelRecord } from "@intentsmith/train";
import { defineCommand, type Command, type CommandGroup } from "../arguments/command.ts";
import { conversationOptions, threadsOption } from "../arguments/shared-options.ts";
import { measureModel } from "../input/measure-model.ts";
import { readEvaluationData } from "../input/evaluation-data.ts";

const decideCommand: Command = defineCommand({
  usage: "decide <model>",
  describe: "Fit anew when a model answers: temperature and threshold, from texts that it was not trained on",
  positionals: { model: { type: "string", demandOption: true, describe: "model folder that train or fit saved" } },
  options: {
    data: { type: "string", demandOption: true, describe: "a .csv, .tsv, .jsonl or .json file of labelled texts" },
    "text-column": { type: "string", describe: "column of --data with the text (default: text)" },
    "label-column": { type: "string", describe: "column of --data with the label (default: label)" },
    ...conversationOptions,
    "out-of-scope": {
      type: "string",
      array: true,
      describe: "a label whose texts belong to none of the model's (repeatable)",
    },
    metric: {
      choices: ["coverage", "precision", "f1"] as const,
      default: "coverage",
      describe: "what the threshold reaches: share answered, share right among these, the best F1 of both",
    },
    value: { type: "number", default: 0.95, describe: "of the metric, 0 to 1" },
    by: { choices: confidenceNames, describe: "what is compared with the threshold (default: as before)" },
    "per-label": { type: "boolean", default: false, describe: "a threshold a label, where it has rows enough" },
    "abstain-label": { type: "string", describe: "what is answered below the threshold (default: nothing)" },
    threads: threadsOption,
  },
  examples: [
    [
      "model decide runs/mine/model --data recent.csv --metric precision --value 0.98",
      "answer only what is nearly sure",
    ],
    ["model decide runs/mine/model --data recent.csv --out-of-scope oos", "with texts that belong to no label"],
  ],
  async run(values, { logger, print, ...context }) {
    const folder = values.model as string;
    if (isExportedFolder(folder)) {
      throw new IntentsmithError("ARGUMENT_INVALID", `${folder}: an exported folder is not changed`, {
        hint: "Change the trained model, then export it again.",
      });
    }
    const record = readTrainedModelRecord(folder);
    const source = {
      model: folder,
      data: values.data,
      split: "validation" as const,
      textColumn: values["text-column"],
      labelColumn: values["label-column"],
      conversationColumn: values["conversation-column"],
      roleColumn: values["role-column"],
      ...(values["out-of-scope"] === undefined ? {} : { outOfScope: values["out-of-scope"].map(String) }),
    };
    const read = await readEvaluationData(record, source, { logger, print, ...context });
    const config = decisionConfigSchema.parse({
      metric: values.metric,
      value: values.value,
      perLabel: values["per-label"],
      by: values.by ?? record.decision?.by ?? "energy",
      ...(values["abstain-label"] === undefined ? {} : { abstainLabel: values["abstain-label"] }),
    });
    const measuring = { split: source.split, threads: values.threads, by: config.by, everyday: true, logger };
    const { evaluation, everyday } = await measureModel(folder, read, measuring);
    const labelNames = record.labels.map(({ name }) => name);
    const { scores, nearness, targets } = evaluation.input;
    const decision = fitDecision(config, {
      scores,
      nearness,
      targets,
      labelNames,
      outOfScope: evaluation.outOfScope,
      everyday,
      source: "file",
    });
    updateTrainedModelRecord(folder, { ...record, format: 2, decision });
    if (decision.threshold === null) logger.warn(formatDecision(decision));
    else print(`${folder}: ${formatDecision(decision)}`);
    print(formatAnswering(answering(evaluation.input, decision, labelNames)));
  },
});

export const modelCommands: CommandGroup = {
  name: "model",
  describe: "Change a trained model without training it again",
  commands: [decideCommand],
};
