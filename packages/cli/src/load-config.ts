import { basename, extname } from "node:path";
import { applySettings } from "@intentsmith/core";
import { readRunRecord } from "@intentsmith/tracking";
import { parseTrainingConfig, readTrainingConfig, type TrainingConfig } from "@intentsmith/train";
import type { Context } from "./command.ts";
import { isRecord, locateDataFiles } from "./data-root.ts";

export interface LoadedConfig {
  /** The config without its grid, checked, with defaults. */
  config: TrainingConfig;
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
  return { ...finish(config, path, changes, context), grid, name: basename(path, extname(path)) };
}

/** The config that a run was started with, from its folder. @throws FILE_NOT_FOUND, CONFIG_INVALID */
export function loadRunConfig(run: string, changes: ConfigChanges, context: Context): LoadedConfig {
  const { config } = readRunRecord(run);
  const changed = applySettings(config, changes.settings ?? []);
  return { ...finish(changed, `${run}/run.json: config`, changes, context), grid: undefined, name: basename(run) };
}

function finish(
  value: unknown,
  where: string,
  { base }: ConfigChanges,
  { environment, logger }: Context,
): { config: TrainingConfig; where: string } {
  const located = isRecord(value) ? { ...value, data: locateDataFiles(value["data"], environment, logger) } : value;
  const based =
    base !== undefined && isRecord(located)
      ? { ...located, model: { ...(isRecord(located["model"]) ? located["model"] : {}), base } }
      : located;
  return { config: parseTrainingConfig(based, where), where };
}
