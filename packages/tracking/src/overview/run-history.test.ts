import { appendFileSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";
import { RunDirectory } from "../run/run-directory.ts";
import { exampleInfo, steppingClock, withTemporaryFolder, writeStep } from "../testing/example-run.ts";
import { readRunHistory } from "./run-history.ts";

test("a run's steps, what they cost, and every evaluation are read in their order", () =>
  withTemporaryFolder((root) => {
    const path = join(root, "run");
    const run = RunDirectory.create(path, exampleInfo(), { now: steppingClock() });
    writeStep(run, 1);
    writeStep(run, 2);
    run.appendEvaluation("accuracy_evaluation_validation", { epoch: 1, steps: 1, accuracy: 0.5 });
    run.appendEvaluation("accuracy_evaluation_validation", { epoch: 2, steps: 2, accuracy: NaN });
    run.finish({ status: "finished", exitCode: 0, finalMetrics: { test_accuracy: 0.75 } });
    const history = readRunHistory(path);
    expect(history.steps.map(({ step }) => step)).toEqual([1, 2]);
    expect(history.timing.map(({ step }) => step)).toEqual([1, 2]);
    expect(history.timing[0]?.["seconds"]).toEqual(expect.any(Number));
    expect(history.evaluations).toEqual({
      accuracy_evaluation_validation: [
        { epoch: 1, steps: 1, accuracy: 0.5 },
        { epoch: 2, steps: 2, accuracy: NaN },
      ],
    });
    expect(history.finalMetrics).toEqual({ test_accuracy: 0.75 });
  }));

test("a run that goes on has what is whole: a torn last line is left out", () =>
  withTemporaryFolder((root) => {
    const path = join(root, "run");
    const run = RunDirectory.create(path, exampleInfo(), { now: steppingClock() });
    writeStep(run, 1);
    appendFileSync(join(path, "metrics.jsonl"), '{"step": 2, "los');
    expect(readRunHistory(path)).toMatchObject({ steps: [{ step: 1 }], evaluations: {}, finalMetrics: {} });
  }));

test("a damaged line is named", () =>
  withTemporaryFolder((root) => {
    const path = join(root, "run");
    RunDirectory.create(path, exampleInfo(), { now: steppingClock() });
    appendFileSync(join(path, "metrics.jsonl"), '{"step": 1}\nnot a row\n');
    expect(() => readRunHistory(path)).toThrow(/metrics\.jsonl: line 2/);
  }));
