import { join } from "node:path";
import { readTrainedModelRecord } from "@intentsmith/classifier";
import { IntentsmithError } from "@intentsmith/core";
import {
  crossValidateTraining,
  isFoldsDirectory,
  parseTrainingConfig,
  planTraining,
  refuseBegun,
  readFoldsRecord,
  runGrid,
  train,
  type FoldsOptions,
  type GridOptions,
  type WrittenConfig,
} from "@intentsmith/train";
import { defineCommand, type Command, type Context } from "../arguments/command.ts";
import { noReportOption, requireWhole, setOption } from "../arguments/shared-options.ts";
import type { LoadedConfig } from "../input/load-config.ts";
import { loadTrainingSource } from "../input/training-source.ts";
import { isRecord } from "../input/data-root.ts";
import { newestUnfinishedRun } from "../input/unfinished-run.ts";
import { interruptible } from "../process/interruption.ts";
import { runFit } from "../process/run-fit.ts";
import { measuredSplit } from "../report/evaluate-folder.ts";
import { foldsReport } from "../report/folds-report.ts";
import { gridReport } from "../report/grid-report.ts";
import { runReport } from "../report/run-report.ts";
import { writeReport } from "../report/write-report.ts";
import { compareSince, formatSince, requireLabelsSince, splitsSince } from "../summary/compare-since.ts";
import { dryRun, formatDryRun } from "../summary/dry-run.ts";
import { formatFolds } from "../summary/folds-summary.ts";
import { formatGridResult, gridResultJson } from "../summary/grid-summary.ts";
import { formatTrainResult, trainResultJson } from "../summary/training-summary.ts";

export const trainCommand: Command = defineCommand({
  usage: "train",
  describe:
    "Fine-tune an encoder as a config says (all trials, if it has a grid); ends with validation and test metrics",
  options: {
    config: { type: "string", describe: "config file (YAML)" },
    data: {
      type: "string",
      describe: "a file of labelled texts instead of the config's; alone, with settings by rule",
    },
    "text-column": { type: "string", describe: "column of --data with the text (default: found by its name)" },
    "label-column": { type: "string", describe: "column of --data with the label (default: found by its name)" },
    base: { type: "string", describe: "base model instead of the config's: a folder, a hub id, a shipped encoder" },
    set: setOption,
    out: { type: "string", describe: "the run's folder (default: runs/<config>-<time>); it must not exist" },
    resume: { type: "string", describe: "go on with a run: its folder, or the newest unfinished one under runs/" },
    since: {
      type: "string",
      describe:
        "an earlier model: splits are cut as its were, and the two are compared on test rows that neither was trained on",
    },
    folds: {
      type: "number",
      describe:
        "cross-validate instead: train so many times, each time without one part of the texts, and measure on it",
    },
    "keep-checkpoints": {
      type: "boolean",
      default: false,
      describe: "leave the checkpoints of the finished run on disk",
    },
    "dry-run": { type: "boolean", default: false, describe: "count and time a few steps; train nothing" },
    "no-report": noReportOption,
    json: { type: "boolean", default: false, describe: "print the result as JSON" },
  },
  examples: [
    ["train --config configs/quickstart.yaml", "into runs/quickstart-<time>"],
    ["train --config c.yaml --set train.epochs=4 --set train.learningRate=1e-5 --out runs/four", "with changes"],
    ["train --config c.yaml --base sentence-transformers/all-MiniLM-L12-v2", "from another base"],
    ["train --data mine.csv --label-column intent", "a file alone: base and settings by rule"],
    ["train --config c.yaml --dry-run", "how long will it take?"],
    ["train --config c.yaml --since runs/last-week/model", "with this week's rows: is it better?"],
    ["train --config c.yaml --folds 5", "how good are models of this config, and how sure is that?"],
    ["train --resume", "after Ctrl-C, or when the machine went down"],
  ],
  async run(values, context) {
    const { logger, print } = context;
    const changes = { settings: values.set, base: values.base };
    const run = values.resume === "" ? newestUnfinishedRun() : values.resume;
    if (run !== undefined && values.out !== undefined) {
      throw new IntentsmithError("ARGUMENT_INVALID", "--resume and --out: give one of them", {
        hint: "A resumed run goes on in its own folder.",
      });
    }
    const { config: path, data } = values;
    const columns = { textColumn: values["text-column"], labelColumn: values["label-column"] };
    const loaded = loadTrainingSource({ config: path, run, data, ...columns }, changes, context);
    if (values["dry-run"]) {
      const counts = await dryRun(configOf(loaded, "--dry-run"), logger);
      print(values.json ? JSON.stringify(counts, null, 2) : formatDryRun(counts));
      return 0;
    }
    const out = run ?? values.out ?? join("runs", `${loaded.name}-${timestamp(new Date())}`);
    const options = { out, resume: run !== undefined, logger, commandLine: context.commandLine };
    const folds = values.folds ?? foldsOf(run);
    if (folds !== undefined) return await trainFolds(loaded, { ...options, folds }, values, context);
    if (loaded.grid !== undefined) return await trainGrid(loaded, options, values, context);
    const since = values.since === undefined ? undefined : readTrainedModelRecord(values.since);
    const written = since === undefined ? loaded.values : splitsSince(loaded.values, since, logger);
    const config = parseTrainingConfig(written, loaded.where);
    if (config.train.method === "auto") {
      refuseChosen(loaded);
      return await runFit(config, { out, json: values.json, noReport: values["no-report"] }, context);
    }
    if (run === undefined) refuseBegun(out); // before the data is read
    logger.info(`${run === undefined ? "run" : "resuming"}: ${out}`);
    const { result, dataset } = await interruptible(logger, async (signal) => {
      const plan = await planTraining(config, { logger });
      if (since !== undefined) requireLabelsSince(since, plan.dataset);
      return {
        result: await train(config, { ...options, plan, signal, keepCheckpoints: values["keep-checkpoints"] }),
        dataset: plan.dataset,
      };
    });
    if (!values["no-report"])
      await writeReport(
        out,
        () => runReport(out, context, measuredSplit(result, dataset, result.modelDirectory)),
        logger,
      );
    const comparison =
      values.since === undefined
        ? undefined
        : await compareSince(result.modelDirectory, values.since, dataset, { threads: config.train.threads, logger });
    if (values.json) {
      print(JSON.stringify({ ...trainResultJson(result), ...(comparison && { since: comparison }) }, null, 2));
      return 0;
    }
    print(formatTrainResult(result));
    if (comparison !== undefined) print(`\n${formatSince(comparison)}`);
    return 0;
  },
});

/** How many folds the cross-validation in a folder has. */
function foldsOf(run: string | undefined): number | undefined {
  return run !== undefined && isFoldsDirectory(run) ? readFoldsRecord(run).count : undefined;
}

/** One training a fold. */
async function trainFolds(
  loaded: LoadedConfig,
  options: FoldsOptions,
  { json, "no-report": noReport }: { json: boolean; "no-report": boolean },
  { logger, print }: Context,
): Promise<number> {
  requireWhole(options.folds, "folds", 2);
  const config = configOf(loaded, "--folds");
  const summary = await interruptible(logger, (signal) => crossValidateTraining(config, { ...options, signal }));
  if (!noReport) await writeReport(options.out, () => foldsReport(options.out), logger);
  print(json ? JSON.stringify(summary, null, 2) : formatFolds(summary, options.out));
  return 0;
}

/** All trials of a grid; it has failed if none of them finished. */
async function trainGrid(
  { values, grid }: LoadedConfig,
  options: GridOptions & { out: string },
  { json, "no-report": noReport }: { json: boolean; "no-report": boolean },
  { logger, print }: Context,
): Promise<number> {
  logger.info(`${options.resume === true ? "resuming the grid" : "grid"}: ${options.out}`);
  const result = await interruptible(logger, (signal) => runGrid(values, grid, { ...options, signal }));
  if (!noReport) await writeReport(options.out, () => gridReport(options.out), logger);
  print(json ? JSON.stringify(gridResultJson(result), null, 2) : formatGridResult(result));
  return result.winner === undefined ? 1 : 0;
}

/** @throws CONFIG_INVALID, CONFIG_UNKNOWN_KEY; ARGUMENT_INVALID for a grid, whose time is said before its first trial. */
function configOf({ values, grid, where }: LoadedConfig, flag: "--dry-run" | "--folds"): WrittenConfig {
  if (grid === undefined) return parseTrainingConfig(values, where);
  throw new IntentsmithError("ARGUMENT_INVALID", `${where}: ${flag} is for one config, this is a grid`, {
    hint: "Without it, the grid's estimated time is said before its first trial.",
  });
}

/** What `method: auto` may have beside it. */
const besideAuto = ["method", "budget", "seed", "threads"];

/** @throws CONFIG_INVALID for a setting that `method: auto` chooses itself. */
function refuseChosen({ values, where }: LoadedConfig): void {
  const train = isRecord(values) && isRecord(values["train"]) ? values["train"] : {};
  const chosen = Object.keys(train).find((key) => !besideAuto.includes(key));
  if (chosen === undefined) return;
  throw new IntentsmithError("CONFIG_INVALID", `${where}: train.${chosen}: method auto chooses it`, {
    hint: `Beside method: auto stand ${besideAuto.slice(1).join(", ")}; to set it yourself, take method: fine-tune or head.`,
  });
}

/** 20260131-235959, UTC. */
function timestamp(now: Date): string {
  return now.toISOString().slice(0, 19).replaceAll(/[-:]/g, "").replace("T", "-");
}
