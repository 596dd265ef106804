/** A run or grid that a real process is at work in, and others beside it. */
import type { ChildProcess } from "node:child_process";
import { existsSync, readdirSync, readFileSync } from "node:fs";
import { hostname } from "node:os";
import { join } from "node:path";
import type { LockHolder } from "@intentsmith/core";
import { beforeAll, describe, expect, onTestFinished, test } from "vitest";
import { runGrid } from "../grid/run-grid.ts";
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
import { runLockFile } from "./run-lock.ts";

beforeAll(buildPackage, 120_000);

/** A job in a process of its own, which has done some steps and goes on until it is stopped. */
async function atWork(job: TrainingJob, run: string): Promise<{ child: ChildProcess; end: Promise<FinishedProcess> }> {
  let child: ChildProcess | undefined;
  const end = trainInAProcess(job, (started) => (child = started));
  onTestFinished(() => void child?.kill("SIGKILL"));
  await expect.poll(() => stepsOnDisk(run), { timeout: 30_000 }).toBeGreaterThan(1);
  return { child: child as ChildProcess, end };
}

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
