import { spawnSync, type ChildProcess } from "node:child_process";
import { existsSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from "node:fs";
import { hostname } from "node:os";
import { join } from "node:path";
import type { LockHolder } from "@intentsmith/core";
import { beforeAll, describe, expect, onTestFinished, test } from "vitest";
import { runGrid } from "../grid/run-grid.ts";
import { lockRun, neverBegun, removeRun, runLockFile } from "./run-lock.ts";
import { exampleConfigValue, exampleTraining } from "../testing/example-training.ts";
import { killWhen, stepsOnDisk } from "../testing/kills.ts";
import { differingFiles } from "../testing/run-files.ts";
import { thrown } from "../testing/thrown.ts";
import {
  buildPackage,
  trainInAProcess,
  type FinishedProcess,
  type TrainingJob,
} from "../testing/train-in-a-process.ts";
import { train } from "../run/train.ts";
import { TrainingInterrupted } from "./interrupted.ts";

beforeAll(buildPackage, 120_000);

/** A job in a process of its own, which has done some steps and goes on until it is stopped. */
async function atWork(job: TrainingJob, run: string): Promise<{ child: ChildProcess; end: Promise<FinishedProcess> }> {
  let child: ChildProcess | undefined;
  const end = trainInAProcess(job, (started) => (child = started));
  onTestFinished(() => void child?.kill("SIGKILL"));
  await expect.poll(() => stepsOnDisk(run), { timeout: 30_000 }).toBeGreaterThan(1);
  return { child: child as ChildProcess, end };
}

/** Leaves the lock of a process: of another machine, which holds, or of one that is gone. */
function leaveLock(folder: string, changes: Partial<LockHolder>): void {
  const holder: LockHolder = { pid: 1, host: hostname(), processStart: null, takenAt: "2026-01-02T03:04:05Z" };
  mkdirSync(folder, { recursive: true });
  writeFileSync(join(folder, runLockFile), JSON.stringify({ ...holder, ...changes }));
}

const elsewhere = { host: "elsewhere" };
const gone = (): Partial<LockHolder> => ({ pid: spawnSync(process.execPath, ["-e", ""]).pid });

/** What another one is told while the process holds the lock. */
function refusal(folder: string, pid: number | undefined): string {
  const lock = join(folder, runLockFile);
  const { takenAt } = JSON.parse(readFileSync(lock, "utf8")) as LockHolder;
  return (
    `ARGUMENT_INVALID: ${folder}: process ${pid} on ${hostname()} works in it, since ${takenAt} | ` +
    `Wait until it ends, or stop it. If it is no longer there, remove ${lock}.`
  );
}

describe("a run that another process is at work in", { timeout: 60_000 }, () => {
  test("is not resumed beside it; after a SIGKILL it is", async () => {
    const { config, folder } = exampleTraining({ textsALabel: 40, train: { epochs: 6 } });
    const value = exampleConfigValue(join(folder, "data.csv"), { train: { epochs: 6 } });
    const [whole, out] = [join(folder, "whole"), join(folder, "run")];
    const job = { kind: "train", config: value, out, resume: false, slowWriteMs: 200 } as const;
    const { child, end } = await atWork(job, out);
    expect(await thrown(() => train(config, { out, resume: true }))).toBe(refusal(out, child.pid));
    expect(await trainInAProcess({ ...job, resume: true, slowWriteMs: 0 })).toMatchObject({
      exitCode: 2,
      stderr: expect.stringContaining("ARGUMENT_INVALID"),
    });
    child.kill("SIGKILL");
    await end;
    expect(existsSync(join(out, runLockFile))).toBe(true);
    await train(config, { out, resume: true });
    await train(config, { out: whole });
    expect(differingFiles(whole, out)).toEqual([]);
    expect(readdirSync(out)).not.toContain(runLockFile);
  });

  test("of three that resume it at once, one does", async () => {
    const { config, folder } = exampleTraining({ textsALabel: 40, train: { epochs: 3 } });
    const value = exampleConfigValue(join(folder, "data.csv"), { train: { epochs: 3 } });
    const [whole, out] = [join(folder, "whole"), join(folder, "run")];
    const job = { kind: "train", config: value, out, resume: false, slowWriteMs: 20 } as const;
    await trainInAProcess(
      job,
      killWhen(() => stepsOnDisk(out) > 3),
    );
    const resumed = await Promise.all(
      [1, 2, 3].map((i) => {
        return trainInAProcess({ ...job, resume: true, slowWriteMs: 40 }, undefined, join(folder, `job-${i}.json`));
      }),
    );
    expect(resumed.map(({ exitCode }) => exitCode).sort()).toEqual([0, 2, 2]);
    await train(config, { out: whole });
    expect(differingFiles(whole, out)).toEqual([]);
  });

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

test("a grid that another process is at work in is not resumed beside it", { timeout: 60_000 }, async () => {
  const { folder } = exampleTraining({ textsALabel: 40 });
  const config = exampleConfigValue(join(folder, "data.csv"));
  const grid = { method: "grid", parameters: { epochs: { values: [8, 1] } } };
  const out = join(folder, "grid");
  const job = { kind: "grid", config, grid, out, resume: false, slowWriteMs: 100 } as const;
  const { child, end } = await atWork(job, join(out, "trials/001-epochs=8"));
  expect(await thrown(() => runGrid(config, grid, { out, resume: true }))).toBe(refusal(out, child.pid));
  child.kill("SIGINT");
  expect(await end).toMatchObject({ exitCode: 130 });
  expect(readdirSync(out)).not.toContain(runLockFile);
  const { trials } = await runGrid(config, grid, { out, resume: true });
  expect(trials.map(({ status }) => status)).toEqual(["finished", "finished"]);
  expect(readdirSync(out, { recursive: true }).map(String).join()).not.toContain(runLockFile);
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
