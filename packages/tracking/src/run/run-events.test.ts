import { readdirSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";
import { exampleInfo, steppingClock, withTemporaryFolder, writeStep } from "../testing/example-run.ts";
import { readEvents } from "../testing/read-events.ts";
import { RunDirectory } from "./run-directory.ts";

const end = { status: "finished", exitCode: 0, finalMetrics: { test_accuracy: 0.75, best_by: "accuracy" } } as const;

test("steps, times, evaluations and final metrics are events with their tags; what has no value has none", () =>
  withTemporaryFolder((folder) => {
    const run = RunDirectory.create(join(folder, "run"), exampleInfo(), { now: steppingClock(), tensorboard: true });
    writeStep(run, 1);
    run.appendEvaluation("accuracy_evaluation_validation", { epoch: 1, steps: 1, accuracy: 0.5, macro_f1: NaN });
    run.finish(end);
    const events = readEvents(run.path);
    expect(events.map(({ step }) => step)).toEqual([1, 1, 1, 1]);
    expect(Object.assign({}, ...events.map(({ scalars }) => scalars))).toEqual({
      "train/epoch": Math.fround(0.1),
      "train/loss": 1,
      "train/learningRate": Math.fround(2e-5),
      "train/gradientNorm": 0.5,
      "train/hardPositives": 1,
      "timing/tokensPerSecond": 1001,
      "timing/seconds": 0.5,
      "timing/memoryBytes": 1e9,
      "timing/runtime": expect.any(Number),
      "accuracy_evaluation_validation/accuracy": 0.5,
      "accuracy_evaluation_validation/macro_f1": NaN,
      "final/test_accuracy": 0.75,
    });
    expect(events[0]?.wallTime).toBeGreaterThan(Date.parse("2026-01-02T03:04:05Z") / 1000);
  }));

test("a run that goes on from a checkpoint has the events up to it, then the new ones, in one file", () =>
  withTemporaryFolder((folder) => {
    const options = { now: steppingClock(), tensorboard: true };
    const run = RunDirectory.create(join(folder, "run"), exampleInfo(), options);
    for (const step of [1, 2, 3]) writeStep(run, step);
    run.appendEvaluation("e", { epoch: 1, steps: 3, accuracy: 0.5 });
    const again = RunDirectory.reopen(run.path, { step: 2 }, options);
    writeStep(again, 3);
    again.finish(end);
    const losses = readEvents(run.path).flatMap(({ step, scalars }) => ("train/loss" in scalars ? [step] : []));
    expect(losses).toEqual([1, 2, 3]);
    expect(readEvents(run.path).some(({ scalars }) => "e/accuracy" in scalars)).toBe(false);
  }));

test("without the setting there is no event file", () =>
  withTemporaryFolder((folder) => {
    const run = RunDirectory.create(join(folder, "run"), exampleInfo());
    writeStep(run, 1);
    run.finish(end);
    expect(readdirSync(run.path).filter((name) => name.includes("tfevents"))).toEqual([]);
  }));
