import { existsSync } from "node:fs";
import { join } from "node:path";
import { checkArguments, expected, IntentsmithError, readJsonFile, sha256, writeFileAtomic } from "@intentsmith/core";
import type { WrittenConfig } from "../config/training-config.ts";
import type { GridConfig } from "../config/grid-config.ts";
import type { Setting } from "./settings.ts";
import type { PlannedTrial } from "./trials.ts";

export type TrialStatus = "waiting" | "running" | "finished" | "failed";

/** A trial and what came of it. */
export interface Trial {
  name: string;
  /** Folder of its run, relative to the grid's. */
  run: string;
  setting: Setting;
  settingIndex: number;
  repeat: number;
  seed: number;
  status: TrialStatus;
  /** The grid's metric on validation, of the trial's best epoch. Null: not finished, or not a number. */
  value: number | null;
  bestEpoch: number | null;
  steps: number | null;
  /** Of training steps alone, over all resumptions. */
  seconds: number | null;
  tokens: number | null;
  /** The run's final metrics: `validation_accuracy` and so on; of test only for the winner, or for all with testAll. */
  metrics: Record<string, number>;
  dataHash: string | null;
  /** Of the content of its validation split; grids of earlier versions have none. */
  validationHash?: string;
  /** Why it failed: code and message. */
  reason: string | null;
}

/** `grid.json`: all that is needed to go on with a grid, and what it has found so far. */
export interface GridRecord {
  format: 1;
  name: string;
  /** Of the trials' configs: a grid is gone on with only if they are the same. */
  hash: string;
  config: Record<string, unknown>;
  grid: GridConfig;
  metric: { name: string; goal: "maximize" | "minimize" };
  status: "running" | "finished";
  trials: Trial[];
  /** Name of the trial with the best model of the best setting. */
  winner: string | null;
}

const recordPath = (out: string): string => join(out, "grid.json");

export function isGridDirectory(path: string): boolean {
  checkArguments("isGridDirectory", { path: [path, expected.path] });
  return existsSync(recordPath(path));
}

/** Reads `grid.json`. @throws FILE_NOT_FOUND, FILE_MALFORMED. */
export function readGridRecord(out: string): GridRecord {
  checkArguments("readGridRecord", { out: [out, expected.path] });
  const record = readJsonFile(recordPath(out), "the grid's record") as GridRecord | null;
  if (record?.format === 1) return record;
  throw new IntentsmithError("FILE_MALFORMED", `${recordPath(out)}: expected a grid's record of format 1`, {
    hint: "It was written by another version; start the grid again in another folder.",
  });
}

export function writeGridRecord(out: string, record: GridRecord): void {
  writeFileAtomic(recordPath(out), `${JSON.stringify(record, null, 2)}\n`);
}

export function waitingTrial(planned: PlannedTrial): Trial {
  const { name, setting, settingIndex, repeat, config } = planned;
  return {
    name,
    run: `trials/${name}`,
    setting,
    settingIndex,
    repeat,
    seed: config.train.seed,
    status: "waiting",
    value: null,
    bestEpoch: null,
    steps: null,
    seconds: null,
    tokens: null,
    metrics: {},
    dataHash: null,
    reason: null,
  };
}

/** What makes two grids the same: their trials, but for tracking, threads and checkpoints. */
export function gridHash(trials: readonly PlannedTrial[], metric: GridRecord["metric"]): string {
  const configs = trials.map(({ name, config }) => [name, identity(config)]);
  return sha256(JSON.stringify([metric, configs]));
}

function identity({ data, model, evaluate, train }: WrittenConfig): unknown {
  const { checkpoint: _, keepCheckpoints: __, threads: ___, ...rest } = train;
  return { data, model, evaluate, train: rest };
}
