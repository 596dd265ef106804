import { isBetter } from "@intentsmith/eval";
import type { GridRecord, Trial } from "./grid-record.ts";
import type { Setting } from "./settings.ts";

/** What came of a setting over its repeats. */
export interface SettingResult {
  setting: Setting;
  /** Mean of the metric over the repeats that finished; NaN if none did. */
  mean: number;
  /** Sample standard deviation; NaN with fewer than two. */
  deviation: number;
  lowest: number;
  highest: number;
  finished: number;
  failed: number;
  repeats: number;
  /** Mean time of a repeat. */
  seconds: number;
  /** Of the repeat with the best value. */
  bestTrial: Trial | undefined;
  /** Reasons of the repeats that failed. */
  reasons: string[];
}

const direction = (goal: GridRecord["metric"]["goal"]): "higher" | "lower" =>
  goal === "maximize" ? "higher" : "lower";

/**
 * Every setting, best first: by the mean of the metric over its repeats, equal ones in the order in which they ran;
 * settings of which a repeat failed come after all others.
 */
export function rankSettings({ trials, metric }: Pick<GridRecord, "trials" | "metric">): SettingResult[] {
  const bySetting = new Map<number, Trial[]>();
  for (const trial of trials) {
    const group = bySetting.get(trial.settingIndex);
    if (group === undefined) bySetting.set(trial.settingIndex, [trial]);
    else group.push(trial);
  }
  const results = [...bySetting.values()].map((group) => summarise(group, metric));
  const better = (a: SettingResult, b: SettingResult): boolean => isBetter(a.mean, b.mean, direction(metric.goal));
  return results.sort((a, b) => {
    if (a.failed > 0 !== b.failed > 0) return a.failed > 0 ? 1 : -1;
    return better(a, b) ? -1 : better(b, a) ? 1 : 0;
  });
}

function summarise(trials: readonly Trial[], metric: GridRecord["metric"]): SettingResult {
  const finished = trials.filter(({ status }) => status === "finished");
  const values = finished.flatMap(({ value }) => value ?? []);
  let best: Trial | undefined;
  for (const trial of finished) {
    if (best === undefined || isBetter(trial.value ?? NaN, best.value ?? NaN, direction(metric.goal))) best = trial;
  }
  const mean = values.reduce((sum, value) => sum + value, 0) / values.length;
  const squares = values.reduce((sum, value) => sum + (value - mean) ** 2, 0);
  return {
    setting: (trials[0] as Trial).setting,
    mean,
    deviation: values.length < 2 ? NaN : Math.sqrt(squares / (values.length - 1)),
    lowest: values.length === 0 ? NaN : Math.min(...values),
    highest: values.length === 0 ? NaN : Math.max(...values),
    finished: finished.length,
    failed: trials.filter(({ status }) => status === "failed").length,
    repeats: trials.length,
    seconds: finished.reduce((sum, { seconds }) => sum + (seconds ?? 0), 0) / finished.length,
    bestTrial: best,
    reasons: trials.flatMap(({ reason }) => reason ?? []),
  };
}
