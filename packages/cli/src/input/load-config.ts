import { basename, extname } from "node:path";
import { applySettings, IntentsmithError } from "@intentsmith/core";
import { readRunRecord } from "@intentsmith/tracking";
import {
  isFoldsDirectory,
  isGridDirectory,
  neverBegun,
  parseTrainingConfig,
  readFoldsRecord,
  readGridRecord,
  readTrainingConfig,
  type WrittenConfig,
} from "@intentsmith/train";
import type { Context } from "../arguments/command.ts";
import { isRecord, locateDataFiles } from "./data-root.ts";

export interface LoadedConfig {
  /** The config without its grid, as written; with a grid it may lack what the grid's parameters give. */
  values: unknown;
  /** What stands under `grid:`, unchecked; undefined if there is none. */
  grid: unknown;
  /** The config file's name without its ending, for the run's folder. */
  name: string;
  /** For messages. */
  where: string;
}

export interface ConfigChanges {
  settings?: readonly string[] | undefined;
  base?: string | undefined;
}

/** Reads a config file, applies `--set` and `--base`, finds its data files. @throws CONFIG_INVALID, FILE_NOT_FOUND, … */
export function loadConfig(path: string, changes: ConfigChanges, context: Context): LoadedConfig {
  const { config, grid } = readTrainingConfig(path, changes.settings);
  return { values: changed(config, changes, context), grid, name: basename(path, extname(path)), where: path };
}

/** A config file's config, checked, with its defaults; a grid in it is left aside. */
export function loadTrainingConfig(path: string, changes: ConfigChanges, context: Context): WrittenConfig {
  return parseTrainingConfig(loadConfig(path, changes, context).values, path);
}

/** The config that a run, a grid or a cross-validation was started with, from its folder. @throws FILE_NOT_FOUND, FILE_MALFORMED */
export function loadRunConfig(run: string, changes: ConfigChanges, context: Context): LoadedConfig {
  if (neverBegun(run)) {
    throw new IntentsmithError("FILE_NOT_FOUND", `${run}: it was stopped before its config was written there`, {
      hint: `Nothing is lost; start it again: intentsmith train --config CONFIG --out ${run}`,
    });
  }
  const { config, grid } = recordedConfig(run);
  const values = changed(applySettings(config, changes.settings ?? []), changes, context);
  return { values, grid, name: basename(run), where: `${run}: its config` };
}

function recordedConfig(run: string): { config: Record<string, unknown>; grid: unknown } {
  if (isGridDirectory(run)) return readGridRecord(run);
  return { config: isFoldsDirectory(run) ? readFoldsRecord(run).config : readRunRecord(run).config, grid: undefined };
}

function changed(value: unknown, { base }: ConfigChanges, { environment, logger }: Context): unknown {
  if (!isRecord(value)) return value;
  const located = { ...value, data: locateDataFiles(value["data"], environment, logger) };
  if (base === undefined) return located;
  return { ...located, model: { ...(isRecord(value["model"]) ? value["model"] : {}), base } };
}
