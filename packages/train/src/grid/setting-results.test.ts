import { describe, expect, test } from "vitest";
import type { Trial } from "./grid-record.ts";
import { gridTable } from "./grid-table.ts";
import { rankSettings } from "./setting-results.ts";

const trial = (settingIndex: number, repeat: number, value: number | null, others: Partial<Trial> = {}): Trial => ({
  name: `${settingIndex}-${repeat}`,
  run: `trials/${settingIndex}-${repeat}`,
  setting: { batch: 64 * (settingIndex + 1) },
  settingIndex,
  repeat,
  seed: repeat,
  status: "finished",
  value,
  bestEpoch: 2,
  steps: 10,
  seconds: 60 + repeat,
  tokens: 100,
  metrics: {},
  dataHash: "",
  reason: null,
  ...others,
});
const maximize = { name: "accuracy", goal: "maximize" } as const;
const order = (trials: Trial[], goal: "maximize" | "minimize" = "maximize"): unknown[] =>
  rankSettings({ trials, metric: { ...maximize, goal } }).map(({ setting }) => setting["batch"]);

describe("ranking", () => {
  const trials = [
    trial(0, 0, 0.5),
    trial(1, 0, 0.7),
    trial(2, 0, 0.6),
    trial(0, 1, 0.9),
    trial(1, 1, 0.7),
    trial(2, 1, 0.6),
  ];

  test("by the mean over repeats; equal means in the order they ran", () => {
    expect(order(trials)).toEqual([64, 128, 192]);
    expect(order(trials, "minimize")).toEqual([192, 64, 128]);
  });

  test("with the spread, and the best repeat", () => {
    const [first] = rankSettings({ trials, metric: maximize });
    expect(first).toMatchObject({ mean: 0.7, lowest: 0.5, highest: 0.9, finished: 2, seconds: 60.5 });
    expect(first?.deviation).toBeCloseTo(Math.sqrt(0.08), 12);
    expect(first?.bestTrial?.name).toBe("0-1");
  });

  test("NaN and failures never win", () => {
    expect(order([trial(0, 0, null), trial(1, 0, 0.1)])).toEqual([128, 64]);
    expect(order([trial(0, 0, 0.9), trial(0, 1, null, { status: "failed", reason: "x" }), trial(1, 0, 0.1)])).toEqual([
      128, 64,
    ]);
  });
});

test("the table: terminal, CSV, and what failed with its reason", () => {
  const table = gridTable({
    trials: [
      trial(0, 0, 0.51239, { metrics: { test_accuracy: 0.5 } }),
      trial(1, 0, 0.75),
      trial(2, 0, null, {
        status: "failed",
        reason: 'TRAINING_DIVERGED: step 3, "loss" NaN',
        seconds: null,
        bestEpoch: null,
      }),
    ],
    metric: maximize,
  });
  expect(table.text.split("\n")).toEqual([
    expect.stringMatching(/^rank +batch +validation_accuracy +test_accuracy +best_epoch +seconds +trial +failed$/),
    expect.stringMatching(/^ +1 +128 +0\.7500 +– +2 +1 min 0 s +1-0 +–$/),
    expect.stringMatching(/^ +2 +64 +0\.5124 +0\.5000 +2 +1 min 0 s +0-0 +–$/),
    expect.stringMatching(/^ +3 +192 +– +– +– +– +– +TRAINING_DIVERGED: step 3/),
  ]);
  expect(table.csv.split("\n")[3]).toBe('3,192,,,,,,"TRAINING_DIVERGED: step 3, ""loss"" NaN"');
});

test("a test metric stands under its own name: accuracy is not passed off as the grid's metric", () => {
  const metric = { name: "macro_f1", goal: "maximize" } as const;
  const trials = [trial(0, 0, 0.8, { metrics: { test_accuracy: 0.5, test_macro_f1: 0.25 } }), trial(1, 0, 0.7)];
  const named = gridTable({ trials, metric });
  expect(named.header).toContain("test_macro_f1");
  expect(named.rows[0]).toContain(0.25);
  expect(named.rows[0]).not.toContain(0.5);

  const other = gridTable({ trials: [trial(0, 0, 0.8, { metrics: { test_accuracy: 0.5 } })], metric });
  expect(other.header.filter((name) => name.startsWith("test_"))).toEqual(["test_accuracy"]);
  expect(other.rows[0]).toContain(0.5);
});

test("no cell of the CSV is a formula to a spreadsheet", () => {
  const setting = { base: "=cmd|' /C calc'!A0", learningRate: -0.5 };
  const { csv, rows } = gridTable({ trials: [trial(0, 0, 0.5, { setting })], metric: maximize });
  expect(csv.split("\n")[1]).toMatch(/^1,'=cmd\|' \/C calc'!A0,-0\.5,0\.5,/);
  expect(rows[0]).toContain(setting.base);
});
