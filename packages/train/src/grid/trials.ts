import { applySettings } from "@intentsmith/core";
import { parseTrainingConfig, type WrittenConfig } from "../config/training-config.ts";
import { checkParameterPaths, parameterPath, type GridConfig } from "../config/grid-config.ts";
import { describeSetting, settingsOf, type Setting } from "./settings.ts";

/** One run of a grid, before it has been run. */
export interface PlannedTrial {
  /** Of its folder: `007-batch=64-epochs=2`. */
  name: string;
  /** Which of the grid's settings, from 0, and which repeat of it, from 0. */
  settingIndex: number;
  repeat: number;
  setting: Setting;
  config: WrittenConfig;
}

/**
 * All trials of a grid in the order in which they run: repeat by repeat, so that a grid that is stopped early has tried
 * every setting. Repeat r has the grid's seed + r in every setting: settings are compared on the same shuffles.
 * @throws CONFIG_INVALID, CONFIG_UNKNOWN_KEY for a setting that no config may have, before anything is run.
 */
export function planTrials(config: unknown, grid: GridConfig, where: string): PlannedTrial[] {
  const base = parseTrainingConfig(config, where);
  const gridSeed = grid.seed ?? base.train.seed;
  const names = Object.keys(grid.parameters).sort();
  const paths = new Map(names.map((name) => [name, parameterPath(name, base.train.sampler.type)]));
  checkParameterPaths(grid, paths);
  const start = withoutDefaultsOfTypes(base, config, [...paths.values()]);
  const settings = settingsOf(grid, gridSeed);
  const varying = names.filter((name) => (grid.parameters[name]?.values?.length ?? 1) > 1);
  const shown = varying.length > 0 ? varying : names;
  return Array.from({ length: grid.repeats }, (_, repeat) =>
    settings.map((setting, settingIndex): PlannedTrial => {
      const values = Object.entries(setting).map(([name, value]) => `${paths.get(name)}=${JSON.stringify(value)}`);
      const seeded = [`train.seed=${gridSeed + repeat}`, ...values];
      const about = describeSetting(Object.fromEntries(shown.map((name) => [name, setting[name]])));
      return {
        name: `${String(repeat * settings.length + settingIndex + 1).padStart(3, "0")}-${folderPart(about)}${repeat > 0 ? `-repeat-${repeat + 1}` : ""}`,
        settingIndex,
        repeat,
        setting,
        config: parseTrainingConfig(applySettings(start, seeded), `${where}: grid: ${about}`),
      };
    }),
  ).flat();
}

/**
 * The config without the defaults of blocks whose type is tried, such as `train.loss.type`: those of one type are unknown keys
 * of another. What was written in the block stays.
 */
function withoutDefaultsOfTypes(parsed: WrittenConfig, written: unknown, paths: readonly string[]): unknown {
  const changed = structuredClone(parsed) as unknown as Block;
  for (const path of paths.filter((each) => each.endsWith(".type"))) {
    const [name = "", ...above] = path.split(".").slice(0, -1).reverse();
    const parentIn = (value: unknown): Block =>
      above.reduceRight((block, key) => (block[key] ?? {}) as Block, value as Block);
    parentIn(changed)[name] = structuredClone(parentIn(written)[name] ?? {});
  }
  return changed;
}

type Block = Record<string, unknown>;

/** Characters that every file system takes; cut where a name would get unwieldy. */
function folderPart(text: string): string {
  return text
    .replaceAll(/[^A-Za-z0-9.=_-]+/g, "-")
    .replaceAll(/^-|-$/g, "")
    .slice(0, 80);
}
