import { cpSync, existsSync, rmSync } from "node:fs";
import { basename, join, resolve } from "node:path";
import {
  checkArguments,
  expected,
  IntentsmithError,
  type Logger,
  redact,
  silentLogger,
  writeDirectoryAtomic,
  writeFileAtomic,
} from "@intentsmith/core";
import { mendFolder } from "../folder/left-overs.ts";
import { lockRun, neverBegun, refuseBegun } from "../folder/run-lock.ts";
import { parseGridConfig, type GridConfig } from "../config/grid-config.ts";
import { gridHash, readGridRecord, waitingTrial, writeGridRecord, type GridRecord, type Trial } from "./grid-record.ts";
import { GridRun } from "./grid-run.ts";
import { gridTable, type GridTable } from "./grid-table.ts";
import { rankSettings, type SettingResult } from "./setting-results.ts";
import { TrialResources } from "./trial-resources.ts";
import { planTrials, type PlannedTrial } from "./trials.ts";

export interface GridOptions {
  /** The grid's folder; it must not exist unless `resume` is set. */
  out: string;
  /** Go on where the grid in `out` stood. */
  resume?: boolean;
  logger?: Logger;
  /** As for `train`: the running trial writes a checkpoint, and TrainingInterrupted is thrown. */
  signal?: AbortSignal;
  /** Kept in the record of each trial's run. */
  commandLine?: readonly string[];
}

const gridOptions = expected.options<GridOptions>(
  {
    out: expected.path,
    resume: expected.flag,
    logger: expected.object,
    signal: expected.object,
    commandLine: expected.texts,
  },
  ["out"],
);

export interface GridResult {
  directory: string;
  trials: Trial[];
  /** Every setting, best first. */
  settings: SettingResult[];
  /** The best repeat of the best setting; its model is in `directory`/model, too. Undefined if no trial finished. */
  winner: (Trial & { runDirectory: string; modelDirectory: string }) | undefined;
  /** The settings as a table; `table.csv` and `table.json` in the folder hold the same. */
  table: GridTable;
}

/**
 * Runs every trial of a grid, one after the other, each from the same fresh base weights, into `out`/trials; chooses
 * the setting with the best mean of the validation metric, and measures its best model on test. A trial that fails is
 * recorded and the others go on.
 *
 * @param config the config beside the grid, as written or resolved.
 * @param grid the `grid:` block.
 * @throws CONFIG_INVALID, CONFIG_UNKNOWN_KEY, OUTPUT_EXISTS and other input errors before the first trial;
 * CHECKPOINT_UNUSABLE when resuming another grid; ARGUMENT_INVALID if another process works in `out`; WRITE_FAILED;
 * TrainingInterrupted.
 */
export async function runGrid(config: unknown, grid: unknown, options: GridOptions): Promise<GridResult> {
  checkArguments("runGrid", { options: [options, gridOptions] });
  const { logger = silentLogger } = options;
  const parsed = parseGridConfig(grid, "grid");
  const planned = planTrials(config, parsed, "grid");
  if (options.resume !== true) refuseBegun(options.out);
  // Says what is missing, before a lock would make the folder
  else if (!existsSync(options.out)) readGridRecord(options.out);
  using _lock = lockRun(options.out);
  if (options.resume !== true) refuseBegun(options.out); // another process may have begun and ended just now
  const record = openGrid(config, parsed, planned, options);
  const resources = new TrialResources(logger);
  const run = new GridRun(record, planned, resources, { ...options, logger });
  try {
    await run.announce();
    for (const trial of planned) await run.runTrial(trial);
    await run.finish();
    const result = writeResult(options.out, record);
    if (result.winner !== undefined) await copyModel(result.winner.modelDirectory, join(options.out, "model"));
    return result;
  } finally {
    await resources.release();
  }
}

function openGrid(
  config: unknown,
  grid: GridConfig,
  planned: readonly PlannedTrial[],
  { out, resume = false }: GridOptions,
): GridRecord {
  const metric = grid.metric ?? { name: (planned[0] as PlannedTrial).config.evaluate.bestBy, goal: "maximize" };
  const hash = gridHash(planned, metric);
  mendFolder(out);
  if (resume && !neverBegun(out)) {
    const record = readGridRecord(out);
    if (record.hash === hash) return record;
    throw new IntentsmithError("CHECKPOINT_UNUSABLE", `${out}: it belongs to another grid or config`, {
      hint: "Resume with the config the grid was started with, or start a new one in another folder.",
    });
  }
  const record: GridRecord = {
    format: 1,
    name: grid.name ?? basename(resolve(out)),
    hash,
    config: redact(config) as Record<string, unknown>,
    grid,
    metric,
    status: "running",
    trials: planned.map(waitingTrial),
    winner: null,
  };
  writeGridRecord(out, record);
  return record;
}

/** Writes `table.csv` and `table.json` beside the record. */
function writeResult(directory: string, record: GridRecord): GridResult {
  const table = gridTable(record);
  const asObjects = table.rows.map((row) => Object.fromEntries(table.header.map((key, i) => [key, row[i] ?? null])));
  writeFileAtomic(join(directory, "table.csv"), table.csv);
  writeFileAtomic(join(directory, "table.json"), `${JSON.stringify(asObjects, null, 2)}\n`);
  const winner = record.trials.find(({ name }) => name === record.winner);
  return {
    directory,
    trials: record.trials,
    settings: rankSettings(record),
    winner:
      winner === undefined
        ? undefined
        : {
            ...winner,
            runDirectory: join(directory, winner.run),
            modelDirectory: join(directory, winner.run, "model"),
          },
    table,
  };
}

/** The winner's model where scripts find it, whichever trial it was. */
async function copyModel(from: string, to: string): Promise<void> {
  rmSync(to, { recursive: true, force: true });
  await writeDirectoryAtomic(to, async (folder) => cpSync(from, folder, { recursive: true }));
}
