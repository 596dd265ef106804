import { existsSync } from "node:fs";
import { basename, extname, join } from "node:path";
import { applySettings } from "@intentsmith/core";
import { isFitDirectory, parseTrainingConfig, removeRun, type WrittenConfig } from "@intentsmith/train";
import { defineCommand, type Command } from "../arguments/command.ts";
import { parseDuration } from "../arguments/duration.ts";
import { shippedBase, noReportOption, setOption, threadsOf, threadsOption } from "../arguments/shared-options.ts";
import { fitData } from "../input/fit-data.ts";
import { runFit } from "../process/run-fit.ts";

export const fitCommand: Command = defineCommand({
  usage: "fit <data>",
  describe: "From a file of labelled texts to the best model that the time allows, exported",
  positionals: {
    data: {
      type: "string",
      demandOption: true,
      describe:
        "a .csv, .tsv, .jsonl or .parquet file, a text and its label a row; or an export of Rasa (.yml), CLU or LUIS (.json), Dialogflow (its folder)",
    },
  },
  options: {
    budget: { type: "string", describe: "time for trying: 30s, 5m, 1h (default: until nothing gains)" },
    base: { type: "string", default: shippedBase, describe: "base model: a folder, a hub id, a shipped encoder" },
    out: {
      type: "string",
      describe: "folder for the result (default: runs/<data>); a fit that was killed there goes on",
    },
    overwrite: { type: "boolean", default: false, describe: "replace an earlier fit in --out" },
    "text-column": { type: "string", describe: "column with the text (default: found by its name)" },
    "label-column": { type: "string", describe: "column with the label (default: found by its name)" },
    set: { ...setOption, describe: "change a value of the config: data.a=value, decide.a=value (repeatable)" },
    seed: { type: "number", default: 42, describe: "decides folds, shuffles and dropout" },
    threads: threadsOption,
    "no-report": noReportOption,
    json: { type: "boolean", default: false, describe: "print the result as JSON" },
  },
  examples: [
    ["fit mine.csv", "all that is worth trying, into runs/mine"],
    ["fit mine.csv --budget 5m --base sentence-transformers/all-MiniLM-L6-v2", "a larger encoder, five minutes"],
    ["fit mine.csv --text-column utterance --label-column intent --json", "for scripts"],
  ],
  async run(values, context) {
    const data = values.data as string;
    const out = values.out ?? join("runs", basename(data, extname(data)));
    const budgetS = values.budget === undefined ? undefined : parseDuration(values.budget, "budget");
    const config = configOf(values, await fitData(data, columnsOf(values), context.logger));
    if (values.overwrite && existsSync(out) && isFitDirectory(out)) removeRun(out);
    return await runFit(config, { out, budgetS, json: values.json, noReport: values["no-report"] }, context);
  },
});

interface Columns {
  "text-column"?: string | undefined;
  "label-column"?: string | undefined;
}

const columnsOf = (values: Columns): { textColumn?: string | undefined; labelColumn?: string | undefined } => ({
  textColumn: values["text-column"],
  labelColumn: values["label-column"],
});

function configOf(
  values: { base: string; set?: readonly string[] | undefined; seed: number; threads?: number | undefined },
  data: Record<string, unknown>,
): WrittenConfig {
  const written = {
    data: { ...data, splits: { method: "text-hash" } },
    model: { base: values.base },
    train: { seed: values.seed, ...threadsOf(values.threads) },
  };
  return parseTrainingConfig(applySettings(written, values.set ?? []), "fit");
}
