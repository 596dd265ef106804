import {
  compareRuns,
  exportWandb,
  formatComparison,
  formatRun,
  formatRunList,
  listRuns,
  settingsForSync,
  showRun,
  syncRun,
  type RunOrder,
} from "@intentsmith/tracking";
import { refuseExisting, writeFileAtomic } from "@intentsmith/core";
import { defineCommand, type Command, type CommandGroup } from "../arguments/command.ts";
import { folderReport } from "../report/folder-report.ts";

const orderOptions = {
  metric: { type: "string", describe: "sort by this metric, best first" },
  goal: { choices: ["maximize", "minimize"], default: "maximize", describe: "which way the metric improves" },
} as const;
const json = { type: "boolean", default: false, describe: "print JSON" } as const;

function order(values: { metric: string | undefined; goal: string }): RunOrder {
  return values.metric === undefined ? {} : { metric: values.metric, goal: values.goal as "maximize" | "minimize" };
}

const listCommand: Command = defineCommand({
  usage: "list [root]",
  describe: "List the runs on disk, the newest or the best first",
  positionals: { root: { type: "string", default: "runs", describe: "folder that holds runs" } },
  options: { ...orderOptions, json },
  examples: [
    ["runs list", "the newest first"],
    ["runs list runs/grid --metric validation_accuracy", "the best first"],
  ],
  async run(values, { print }) {
    const list = listRuns(values.root, order(values));
    print(values.json ? JSON.stringify(list, null, 2) : formatRunList(list, order(values)));
  },
});

const showCommand: Command = defineCommand({
  usage: "show <run>",
  describe: "Show one run: where it comes from, how it ended, its metrics",
  positionals: { run: { type: "string", demandOption: true, describe: "the run's folder" } },
  options: { json },
  examples: [["runs show runs/quickstart", ""]],
  async run(values, { print }) {
    const overview = showRun(values.run);
    print(values.json ? JSON.stringify(overview, null, 2) : formatRun(overview));
  },
});

const compareCommand: Command = defineCommand({
  usage: "compare <runs..>",
  describe: "Put runs side by side: config keys that differ, and metrics",
  positionals: { runs: { type: "string", array: true, demandOption: true, describe: "two or more runs' folders" } },
  options: { ...orderOptions, json },
  examples: [["runs compare runs/a runs/b", ""]],
  async run(values, { print }) {
    const comparison = compareRuns(values.runs as string[], order(values));
    print(values.json ? JSON.stringify(comparison, null, 2) : formatComparison(comparison));
  },
});

const syncCommand: Command = defineCommand({
  usage: "sync <runs..>",
  describe: "Send to Weights & Biases what it lacks of runs on disk",
  positionals: { runs: { type: "string", array: true, demandOption: true, describe: "runs' folders" } },
  options: {
    to: {
      type: "string",
      describe: "W&B server to send to; default: where the run was meant to go, if its key is there",
    },
    json,
  },
  examples: [
    ["runs sync runs/a runs/b", "goes on where an earlier upload stood"],
    ["runs sync runs/a --to https://wandb.company.example", "to a server that you name"],
  ],
  async run(values, { logger, print }) {
    for (const path of values.runs as string[]) {
      const result = await syncRun(
        path,
        settingsForSync(path, values.to === undefined ? {} : { to: values.to }),
        logger,
      );
      print(
        values.json
          ? JSON.stringify({ run: path, ...result })
          : `${path}: ${result.newRows} rows sent, ${result.rows} there: ${result.url ?? ""}`,
      );
    }
  },
});

const reportCommand: Command = defineCommand({
  usage: "report <folder>",
  describe: "Write a page for the browser about a run, a grid, a cross-validation or a model",
  positionals: {
    folder: {
      type: "string",
      demandOption: true,
      describe: "folder of a run, a grid, a cross-validation, a fit or a model",
    },
  },
  options: { out: { type: "string", demandOption: true, describe: "HTML file; it must not exist" } },
  examples: [
    ["runs report runs/quickstart --out report.html", "curves, what is weak, wrong texts, config"],
    ["runs report runs/grid --out grid.html", "every setting, by parameter, with the spread of repeats"],
  ],
  async run(values, context) {
    refuseExisting(values.out);
    writeFileAtomic(values.out, await folderReport(values.folder, context));
    context.logger.info(`report: ${values.out}`);
  },
});

const exportWandbCommand: Command = defineCommand({
  usage: "export-wandb <run>",
  describe: "Write a run as a .wandb folder, which the official `wandb sync` uploads",
  positionals: { run: { type: "string", demandOption: true, describe: "the run's folder" } },
  options: { out: { type: "string", default: "wandb", describe: "folder to write it into" } },
  examples: [["runs export-wandb runs/a --out wandb", "then: wandb sync wandb/offline-run-…"]],
  async run(values, { print }) {
    print(await exportWandb(values.run, values.out, settingsForSync(values.run, {}, "offline")));
  },
});

export const runsCommands: CommandGroup = {
  name: "runs",
  describe: "List, show, compare, report and send runs",
  commands: [listCommand, showCommand, compareCommand, reportCommand, syncCommand, exportWandbCommand],
};
