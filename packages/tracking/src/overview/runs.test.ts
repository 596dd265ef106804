import { mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { RunDirectory } from "../run/run-directory.ts";
import type { RunInfo } from "../run/run-record.ts";
import { exampleInfo, steppingClock, withTemporaryFolder, writeStep } from "../testing/example-run.ts";
import { compareRuns, formatComparison } from "./compare-runs.ts";
import { formatRunList, listRuns } from "./list-runs.ts";
import { formatRun, showRun } from "./run-overview.ts";

function finishedRun(
  path: string,
  accuracy: number,
  info: Partial<RunInfo> = {},
  interval: Record<string, number> = {},
): string {
  const run = RunDirectory.create(path, exampleInfo(info), { now: steppingClock() });
  writeStep(run, 1);
  writeStep(run, 2);
  run.appendEvaluation("similarity_evaluation_dev", { epoch: 1, steps: 2, cosine_pearson: accuracy / 2 });
  run.finish({ status: "finished", exitCode: 0, finalMetrics: { test_accuracy: accuracy, ...interval } });
  return path;
}

const config = (epochs: number, batchSize: number): Record<string, unknown> => ({
  train: { epochs, batchSize, tags: ["a"] },
});

describe("the list of runs", () => {
  test("is sorted by a metric, best first, with runs that lack it last", () =>
    withTemporaryFolder((root) => {
      finishedRun(join(root, "low"), 0.5, { name: "low" });
      finishedRun(join(root, "grid/high"), 0.9, { name: "high" });
      RunDirectory.create(join(root, "grid/going"), exampleInfo({ name: "going" }));
      const names = (list: ReturnType<typeof listRuns>): string[] => list.runs.map((run) => run.record.name);
      expect(names(listRuns(root, { metric: "test_accuracy" }))).toEqual(["high", "low", "going"]);
      expect(names(listRuns(root, { metric: "test_accuracy", goal: "minimize" }))).toEqual(["low", "high", "going"]);
    }));

  test("without a metric has the newest first", () =>
    withTemporaryFolder((root) => {
      finishedRun(join(root, "a"), 0.5, { name: "old", startedAt: "2025-01-01T00:00:00.000Z" });
      finishedRun(join(root, "b"), 0.5, { name: "new", startedAt: "2026-01-01T00:00:00.000Z" });
      expect(listRuns(root).runs.map((run) => run.record.name)).toEqual(["new", "old"]);
    }));

  test("names broken and foreign folders instead of failing on them", () =>
    withTemporaryFolder((root) => {
      finishedRun(join(root, "good"), 0.5);
      for (const folder of ["foreign", "cut", "strange", ".hidden"]) mkdirSync(join(root, folder));
      writeFileSync(join(root, "cut/run.json"), '{"id": "x", ');
      writeFileSync(join(root, "strange/run.json"), '{"id": "x"}');
      const list = listRuns(root);
      expect(list.runs).toHaveLength(1);
      expect(list.skipped.map(({ path }) => path)).toEqual(
        ["cut", "foreign", "strange"].map((name) => join(root, name)),
      );
      const table = formatRunList(list);
      expect(table).toMatch(/not a run: no run\.json/);
      expect(table).toMatch(/not valid JSON/);
      expect(table.split("\n")[0]).toMatch(/^run +name +group +status +started +steps +loss +test_accuracy$/);
    }));

  test("of a folder that is not there is an error", () => {
    expect(() => listRuns("/nonexistent/runs")).toThrow(/cannot read the folder of runs/);
  });
});

test("a run is shown with its last metrics, evaluations and results", () =>
  withTemporaryFolder((root) => {
    const overview = showRun(finishedRun(join(root, "run"), 0.8));
    expect(overview).toMatchObject({
      steps: 2,
      metrics: { test_accuracy: 0.8, "similarity_evaluation_dev/cosine_pearson": 0.4, loss: 0.5 },
      upload: null,
      record: { status: "finished" },
    });
    const text = formatRun(overview);
    expect(text).toMatch(/^status +finished \(exit code 0\)$/m);
    expect(text).toMatch(/^test_accuracy +0\.8$/m);
  }));

describe("a comparison", () => {
  test("shows the config keys that differ, the circumstances, and the metrics side by side", () =>
    withTemporaryFolder((root) => {
      const a = finishedRun(join(root, "a"), 0.5, { name: "a", config: config(2, 64) });
      const b = finishedRun(join(root, "b"), 0.75, { name: "b", config: config(4, 64), seed: 8 });
      const comparison = compareRuns([a, b], { metric: "test_accuracy" });
      expect(comparison.runs.map((run) => run.name)).toEqual(["b", "a"]);
      expect(comparison.config).toEqual([{ key: "train.epochs", values: [4, 2] }]);
      expect(comparison.circumstances).toEqual([{ key: "seed", values: [8, 7] }]);
      expect(comparison.metrics).toContainEqual({ key: "test_accuracy", values: [0.75, 0.5] });
      expect(formatComparison(comparison)).toBe(
        [
          "config",
          "              b  a",
          "train.epochs  4  2",
          "",
          "circumstances",
          "      b  a",
          "seed  8  7",
          "",
          "metrics",
          "                                              b     a",
          "test_accuracy                              0.75   0.5",
          "similarity_evaluation_dev/cosine_pearson  0.375  0.25",
          "loss                                        0.5   0.5",
        ].join("\n"),
      );
    }));

  test("warns where test splits hold different texts, and not of files with other names", () =>
    withTemporaryFolder((root) => {
      const hashes = (test: string) => ({ config: "c", splits: { train: "t", test } });
      const run = (name: string, info: Partial<RunInfo>): string =>
        finishedRun(join(root, name), 0.5, { name, ...info });
      const a = run("a", { dataHashes: hashes("1"), dataHash: "x" });
      const b = run("b", { dataHashes: hashes("1"), dataHash: "y" });
      const c = run("c", { dataHashes: hashes("2") });
      expect(compareRuns([a, b])).toMatchObject({ circumstances: [] });
      const comparison = compareRuns([a, c]);
      expect(comparison.circumstances).toEqual([{ key: "dataHashes.splits.test", values: ["1", "2"] }]);
      expect(formatComparison(comparison)).toContain(
        "the test splits of these runs hold different texts: their test metrics do not compare",
      );
      const before = run("before", {});
      expect(compareRuns([a, before])).toMatchObject({ circumstances: [{ key: "dataHash" }] });
      expect(formatRun(showRun(a))).toMatch(/^test split +1$/m);
    }));

  const interval = (low: number, high: number): Record<string, number> => ({
    test_accuracy_low: low,
    test_accuracy_high: high,
  });

  test("says that the best is tied with a run inside its interval, and with no other", () =>
    withTemporaryFolder((root) => {
      const a = finishedRun(join(root, "a"), 0.8, { name: "a" }, interval(0.7, 0.9));
      const b = finishedRun(join(root, "b"), 0.75, { name: "b" }, interval(0.65, 0.85));
      const c = finishedRun(join(root, "c"), 0.6, { name: "c" }, interval(0.5, 0.7));
      const { notes } = compareRuns([c, b, a]);
      expect(notes).toEqual([
        "tied within noise in test_accuracy: the 95 % interval of a, 0.7000 to 0.9000, holds b; eval --against compares two models text by text",
      ]);
      expect(compareRuns([a, c]).notes).toEqual([]);
      expect(
        formatComparison(compareRuns([a, b]))
          .split("\n")
          .at(-1),
      ).toBe(notes[0]);
      expect(formatRunList(listRuns(root))).toContain("0.8000 [0.7000, 0.9000]");
    }));

  test("says that runs saw other data", () =>
    withTemporaryFolder((root) => {
      const a = finishedRun(join(root, "a"), 0.5, { dataHash: "1" });
      const b = finishedRun(join(root, "b"), 0.5, { dataHash: "2" });
      expect(compareRuns([a, b]).notes).toEqual([expect.stringMatching(/^the runs' data differ: .* other test texts/)]);
    }));

  test("needs two runs, and says so when the configs are the same", () =>
    withTemporaryFolder((root) => {
      const a = finishedRun(join(root, "a"), 0.5);
      const b = finishedRun(join(root, "b"), 0.5);
      expect(formatComparison(compareRuns([a, b]))).toMatch(/^config: no difference$/m);
      expect(() => compareRuns([a])).toThrow(/two or more, received 1/);
    }));
});
