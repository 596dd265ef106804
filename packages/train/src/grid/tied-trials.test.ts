import { expect, test } from "vitest";
import type { Trial } from "./grid-record.ts";
import type { SettingResult } from "./setting-results.ts";
import { sawOtherTexts, tiedWithWinner } from "./tied-trials.ts";

function trial(settingIndex: number, value: number, metrics: Record<string, number> = {}): Trial {
  return { name: `trial ${settingIndex}`, settingIndex, value, metrics } as Partial<Trial> as Trial;
}

function setting(bestTrial: Trial, mean: number, failed = 0): SettingResult {
  return { bestTrial, mean, failed } as Partial<SettingResult> as SettingResult;
}

const winner = trial(0, 0.8, { validation_accuracy: 0.8, validation_accuracy_low: 0.7 });

test("settings whose mean lies in the winner's interval are tied with it, others are not", () => {
  const settings = [
    setting(winner, 0.8),
    setting(trial(1, 0.77), 0.77),
    setting(trial(2, 0.7), 0.7),
    setting(trial(3, 0.69), 0.69),
    setting(trial(4, 0.79), 0.79, 1),
  ];
  expect(tiedWithWinner({ settings, winner })).toEqual(["trial 1", "trial 2"]);
});

test("without an interval, with another metric and without a winner nothing is said", () => {
  const settings = [setting(trial(1, 0.8), 0.8)];
  const old = trial(0, 0.8, { validation_accuracy: 0.8 });
  const other = trial(0, 0.5, { validation_accuracy: 0.8, validation_accuracy_low: 0.4 });
  for (const one of [old, other, undefined]) expect(tiedWithWinner({ settings, winner: one })).toEqual([]);
});

test("trials that were measured on other texts are not compared", () => {
  const on = (index: number, validationHash: string): Trial => ({ ...trial(index, 0.79), validationHash });
  const settings = [setting({ ...winner, validationHash: "a" }, 0.8), setting(on(1, "b"), 0.79)];
  expect(sawOtherTexts(settings)).toBe(true);
  expect(tiedWithWinner({ settings, winner })).toEqual([]);
  const same = [settings[0] as SettingResult, setting(on(1, "a"), 0.79), setting(trial(2, 0.79), 0.79)];
  expect(sawOtherTexts(same)).toBe(false);
  expect(tiedWithWinner({ settings: same, winner })).toEqual(["trial 1", "trial 2"]);
});
