import { existsSync, rmSync } from "node:fs";
import { basename, extname, join } from "node:path";
import { applySettings } from "@intentsmith/core";
import { exportModel } from "@intentsmith/export";
import { fit, isFitDirectory, parseTrainingConfig, removeRun, type TrainingConfig } from "@intentsmith/train";
import { defineCommand, type Command } from "../arguments/command.ts";
import { parseDuration } from "../arguments/duration.ts";
import { noReportOption, setOption, threadsOf, threadsOption } from "../arguments/shared-options.ts";
import { fitData } from "../input/fit-data.ts";
import { interruptible } from "../process/interruption.ts";
import { measuredSplit } from "../report/evaluate-folder.ts";
import { fitReport } from "../report/fit-report.ts";
import { writeReport } from "../report/write-report.ts";
import { fitResultJson, formatFitResult } from "../summary/fit-summary.ts";

/** The encoder that ships. */
const defaultBase = "minilm-l3-mini";

export const fitCommand: Command = defineCommand({
  usage: "fit <data>",
  describe: "From a file of labelled texts to the best model that the time allows, exported",
  positionals: {
    data: {
      type: "string",
      demandOption: true,
      describe: "a .csv, .tsv, .jsonl or .json file, a text and its label a row",
    },
  },
  options: {
    budget: { type: "string", describe: "time for trying: 30s, 5m, 1h (default: until nothing gains)" },
    base: { type: "string", default: defaultBase, describe: "base model: a folder, a hub id, a shipped encoder" },
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
    const { logger, print, commandLine } = context;
    const data = values.data as string;
    const out = values.out ?? join("runs", basename(data, extname(data)));
    const budget = values.budget === undefined ? {} : { budgetS: parseDuration(values.budget, "budget") };
    const config = configOf(values, await fitData(data, columnsOf(values), logger));
    if (values.overwrite && existsSync(out) && isFitDirectory(out)) removeRun(out);
    const result = await interruptible(logger, (signal) =>
      fit(config, { out, logger, signal, commandLine, ...budget }),
    );
    const onnxFolder = join(out, "onnx");
    rmSync(onnxFolder, { recursive: true, force: true });
    await exportModel(result.modelDirectory, onnxFolder, { logger, ...threadsOf(values.threads) });
    if (!values["no-report"]) {
      const measured = measuredSplit(result, result.dataset);
      await writeReport(out, () => fitReport(out, context, measured), logger);
    }
    print(
      values.json ? JSON.stringify(fitResultJson(result, onnxFolder), null, 2) : formatFitResult(result, onnxFolder),
    );
    return result.interrupted ? 130 : 0;
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
): TrainingConfig {
  const written = {
    data: { ...data, splits: { method: "text-hash" } },
    model: { base: values.base },
    train: { seed: values.seed, ...threadsOf(values.threads) },
  };
  return parseTrainingConfig(applySettings(written, values.set ?? []), "fit");
}
