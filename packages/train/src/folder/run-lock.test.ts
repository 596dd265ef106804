import { spawnSync } from "node:child_process";
import { existsSync, mkdirSync, readdirSync, writeFileSync } from "node:fs";
import { hostname } from "node:os";
import { join } from "node:path";
import type { LockHolder } from "@intentsmith/core";
import { describe, expect, test } from "vitest";
import { runGrid } from "../grid/run-grid.ts";
import { lockRun, neverBegun, removeRun, runLockFile } from "./run-lock.ts";
import { exampleConfigValue, exampleTraining } from "../testing/example-training.ts";
import { thrown } from "../testing/thrown.ts";
import { train } from "../run/train.ts";
import { TrainingInterrupted } from "./interrupted.ts";

/** Leaves the lock of a process: of another machine, which holds, or of one that is gone. */
function leaveLock(folder: string, changes: Partial<LockHolder>): void {
  const holder: LockHolder = { pid: 1, host: hostname(), processStart: null, takenAt: "2026-01-02T03:04:05Z" };
  mkdirSync(folder, { recursive: true });
  writeFileSync(join(folder, runLockFile), JSON.stringify({ ...holder, ...changes }));
}

const elsewhere = { host: "elsewhere" };
const gone = (): Partial<LockHolder> => ({ pid: spawnSync(process.execPath, ["-e", ""]).pid });

describe("a run that is at work", () => {
  test("is unlocked by an interruption and by a failure", async () => {
    const { config, out } = exampleTraining();
    const stop = new AbortController();
    stop.abort("SIGINT");
    await expect(train(config, { out, signal: stop.signal })).rejects.toThrow(TrainingInterrupted);
    expect(readdirSync(out)).not.toContain(runLockFile);
    const other = { ...config, train: { ...config.train, learningRate: 1 } };
    expect(await thrown(() => train(other, { out, resume: true }))).toMatch(/^CHECKPOINT_UNUSABLE/);
    expect(readdirSync(out)).not.toContain(runLockFile);
    lockRun(out).release();
  });
});

test("a trial's folder is not removed while another process works in it", async () => {
  const { folder } = exampleTraining();
  const config = exampleConfigValue(join(folder, "data.csv"));
  const grid = { method: "grid", parameters: { epochs: { values: [1] } } };
  const out = join(folder, "grid");
  const stopped = { out, signal: AbortSignal.abort("SIGINT") };
  await expect(runGrid(config, grid, stopped)).rejects.toThrow(TrainingInterrupted);
  const trial = join(out, "trials/001-epochs=1");
  leaveLock(trial, elsewhere);
  expect(await thrown(() => runGrid(config, grid, { out, resume: true }))).toMatch(
    /^ARGUMENT_INVALID: .* on elsewhere/,
  );
  expect(readdirSync(trial)).toEqual([runLockFile]);
  leaveLock(trial, gone());
  const { trials } = await runGrid(config, grid, { out, resume: true });
  expect(trials.map(({ status }) => status)).toEqual(["finished"]);
});

describe("a folder with a lock alone", () => {
  const leaveBehind = (out: string): void => {
    leaveLock(out, gone());
    writeFileSync(join(out, ".run.json.0123abcd.partial"), "{");
  };

  test.each([true, false])("is begun in anew; resume: %s", async (resume) => {
    const { config, out } = exampleTraining();
    leaveBehind(out);
    expect(neverBegun(out)).toBe(true);
    await train(config, { out, resume });
    expect(neverBegun(out)).toBe(false);
    expect(readdirSync(out).filter((name) => name.includes("run."))).toEqual(["run.json"]);
  });

  test("is one for a grid, too", async () => {
    const { folder } = exampleTraining();
    const out = join(folder, "grid");
    leaveBehind(out);
    const grid = { method: "grid", parameters: { epochs: { values: [1] } } };
    const { trials } = await runGrid(exampleConfigValue(join(folder, "data.csv")), grid, { out });
    expect(trials.map(({ status }) => status)).toEqual(["finished"]);
  });

  test("is refused while its process is there", async () => {
    const { config, out } = exampleTraining();
    leaveLock(out, elsewhere);
    expect(await thrown(() => train(config, { out }))).toMatch(/^ARGUMENT_INVALID: .* on elsewhere/);
    expect(await thrown(() => train(config, { out, resume: true }))).toMatch(/^ARGUMENT_INVALID: .* on elsewhere/);
  });
});

test("a run's folder is removed unless another process works in it", async () => {
  const { out } = exampleTraining();
  removeRun(out);
  leaveLock(out, elsewhere);
  writeFileSync(join(out, "run.json"), "{}");
  expect(await thrown(() => removeRun(out))).toMatch(/^ARGUMENT_INVALID: .* on elsewhere/);
  expect(readdirSync(out)).toEqual(["run.json", runLockFile]);
  leaveLock(out, gone());
  removeRun(out);
  expect(existsSync(out)).toBe(false);
});
