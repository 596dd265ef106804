import { readFileSync } from "node:fs";
import { join } from "node:path";
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import {
  exampleInfo,
  exampleRun,
  finishRun,
  steppingClock,
  withTemporaryFolder,
  writeStep,
} from "../testing/example-run.ts";
import { lastEvaluation, parseEvaluationLine } from "./evaluation-csv.ts";
import { decodeRow, encodeMetricsRow } from "./metrics-row.ts";
import { RunDirectory } from "./run-directory.ts";
import { readRunRecord } from "./run-record.ts";

const read = (run: RunDirectory, name: string): string => readFileSync(join(run.path, name), "utf8");

describe("a run's folder", () => {
  test("has a metrics row a step, in a fixed order of keys and without anything from a clock", () =>
    withTemporaryFolder((folder) => {
      const run = exampleRun(folder, 2);
      expect(read(run, "metrics.jsonl")).toBe(
        '{"step":1,"epoch":0.1,"loss":1,"learningRate":0.00002,"gradientNorm":0.5,"hardPositives":1,"hardNegatives":null}\n' +
          '{"step":2,"epoch":0.2,"loss":0.5,"learningRate":0.00002,"gradientNorm":0.5,"hardPositives":2,"hardNegatives":null}\n',
      );
      expect(read(run, "timing.jsonl").split("\n")[0]).toBe(
        '{"step":1,"timestamp":1767323047,"runtime":1,"seconds":0.5,"tokensPerSecond":1001,"memoryBytes":1000000000}',
      );
    }));

  test("keeps every number of a metrics row, NaN and infinities included, in plain JSON", () => {
    const number = fc.oneof(fc.double(), fc.constantFrom(Number.NaN, Infinity, -Infinity));
    fc.assert(
      fc.property(fc.dictionary(fc.stringMatching(/^[a-z]{1,8}$/), number), (extra) => {
        const zero = { epoch: 0, loss: 0, learningRate: 0, gradientNorm: 0, hardPositives: null, hardNegatives: null };
        const row = { ...zero, ...extra, step: 3 };
        const line = encodeMetricsRow(row);
        expect(() => JSON.parse(line)).not.toThrow();
        const expected = Object.fromEntries(Object.entries(row).map(([key, value]) => [key, value === 0 ? 0 : value]));
        expect(decodeRow(line, "here")).toEqual(expected);
      }),
    );
  });

  test("does not depend on the order in which a row's keys were set", () => {
    const row = { epoch: 1, loss: 2, learningRate: 3, gradientNorm: 4, hardPositives: 5, hardNegatives: 6, step: 7 };
    const turned = Object.fromEntries(Object.entries({ ...row, zebra: 8, ant: 9 }).reverse()) as typeof row;
    expect(encodeMetricsRow(turned)).toBe(encodeMetricsRow({ ...row, ant: 9, zebra: 8 } as typeof row));
  });

  test("is cut back to a checkpoint's step on resume, so that the files end up as if nothing had happened", () =>
    withTemporaryFolder((folder) => {
      const evaluate = (run: RunDirectory, steps: number): void =>
        run.appendEvaluation("binary_classification_evaluation_validation", {
          epoch: steps / 10,
          steps,
          cosine_accuracy: steps / 100,
        });
      const whole = exampleRun(join(folder, "whole"), 5);
      evaluate(whole, 2);
      evaluate(whole, 4);
      const cut = exampleRun(join(folder, "cut"), 5);
      evaluate(cut, 2);
      evaluate(cut, 4);
      const resumed = RunDirectory.reopen(cut.path, { step: 3 }, { now: steppingClock() });
      expect(read(resumed, "timing.jsonl").trim().split("\n")).toHaveLength(3);
      writeStep(resumed, 4);
      writeStep(resumed, 5);
      evaluate(resumed, 4);
      expect(read(resumed, "metrics.jsonl")).toBe(read(whole, "metrics.jsonl"));
      const csv = "eval/binary_classification_evaluation_validation_results.csv";
      expect(read(resumed, csv)).toBe(read(whole, csv));
      expect(read(resumed, csv)).toBe("epoch,steps,cosine_accuracy\n0.2,2,0.02\n0.4,4,0.04\n");
    }));

  test("has evaluator files in Python's words where a metric has no value", () =>
    withTemporaryFolder((folder) => {
      const run = exampleRun(folder, 1);
      run.appendEvaluation("similarity", { epoch: 1, steps: 1, pearson: Number.NaN, spearman: -Infinity });
      // csv.writer of Python 3.11 with float("nan") and float("-inf")
      expect(read(run, "eval/similarity_results.csv")).toBe("epoch,steps,pearson,spearman\n1,1,nan,-inf\n");
      expect(lastEvaluation(run.path, "similarity")).toEqual({ epoch: 1, steps: 1, pearson: NaN, spearman: -Infinity });
      expect(parseEvaluationLine("epoch,steps,pearson", "1,1,NaN")).toMatchObject({ pearson: NaN });
    }));

  test("loses a line that a killed process left torn", () =>
    withTemporaryFolder(async (folder) => {
      const { appendFileSync } = await import("node:fs");
      const run = exampleRun(folder, 2);
      appendFileSync(join(run.path, "metrics.jsonl"), '{"step":3,"ep');
      const resumed = RunDirectory.reopen(run.path, { step: 9 });
      writeStep(resumed, 3);
      expect(
        read(resumed, "metrics.jsonl")
          .trim()
          .split("\n")
          .map((line) => decodeRow(line, "here").step),
      ).toEqual([1, 2, 3]);
    }));

  test("goes on with the run's age where it was, whatever time passed in between", () =>
    withTemporaryFolder((folder) => {
      const run = exampleRun(folder, 2);
      const later = steppingClock(Date.parse("2026-02-01T00:00:00Z"));
      const resumed = RunDirectory.reopen(run.path, { step: 2 }, { now: later });
      writeStep(resumed, 3);
      const runtimes = read(resumed, "timing.jsonl")
        .trim()
        .split("\n")
        .map((line) => decodeRow(line, "here")["runtime"]);
      expect(runtimes).toEqual([1, 2, 3]);
    }));

  test("says how the run ended", () =>
    withTemporaryFolder((folder) => {
      const run = exampleRun(folder, 1);
      expect(readRunRecord(run.path).status).toBe("running");
      finishRun(run, join(run.path, "model"));
      expect(readRunRecord(run.path)).toMatchObject({ status: "finished", exitCode: 0, modelDirectory: "model" });
      expect(JSON.parse(read(run, "final-metrics.json"))).toEqual({ test_accuracy: 0.75 });
      expect(RunDirectory.reopen(run.path, { step: 1 }).record).toMatchObject({ status: "running", exitCode: null });
    }));

  test("holds no credentials: in the config, the command line, addresses, the console", () =>
    withTemporaryFolder((folder) => {
      const run = RunDirectory.create(
        join(folder, "run"),
        exampleInfo({
          config: { data: { url: "https://me:hunter2@host/data.csv" }, hub: { token: "hunter2" } },
          commandLine: [
            "train",
            "--api-key",
            "hunter2",
            "--hub.token=hunter2",
            "--set",
            "hub.token=hunter2",
            "--max-tokens=128",
          ],
          gitRemote: "https://me:hunter2@host/repository.git",
        }),
      );
      run.appendOutput("fetching https://me:hunter2@host/data.csv\n\u001B[31mred\u001B[0m");
      expect(read(run, "run.json") + read(run, "output.log")).not.toContain("hunter2");
      expect(run.record.commandLine.at(-1)).toBe("--max-tokens=128");
      expect(read(run, "output.log").split("\n")[1]).toMatch(/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{6} red$/);
    }));

  test("is not overwritten by another run, and refuses an evaluator that changes its columns", () =>
    withTemporaryFolder((folder) => {
      const run = exampleRun(folder, 1);
      expect(() => exampleRun(folder, 1)).toThrow(/already exists/);
      run.appendEvaluation("similarity_evaluation_dev", { epoch: 1, steps: 1, cosine_pearson: 0.5 });
      expect(() =>
        run.appendEvaluation("similarity_evaluation_dev", { epoch: 1, steps: 2, cosine_spearman: 0.5 }),
      ).toThrow(/expected the columns epoch,steps,cosine_pearson/);
    }));
});
