import { existsSync, readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { spawn, type ChildProcess } from "node:child_process";
import { createInterface } from "node:readline";
import { expect, it, onTestFinished } from "vitest";
import {
  exampleConfig,
  exampleCsv,
  intentsmith,
  repository,
  workFolder,
  type Finished,
} from "../testing/command-line.ts";

/** Sends signals once the run has written a row. */
function whenTraining(cwd: string, send: (child: ChildProcess) => void): (child: ChildProcess) => void {
  return (child) => {
    const timer = setInterval(() => {
      if (!existsSync(join(cwd, "runs/a/metrics.jsonl"))) return;
      if (readFileSync(join(cwd, "runs/a/metrics.jsonl"), "utf8") === "") return;
      clearInterval(timer);
      send(child);
    }, 5);
    child.once("exit", () => clearInterval(timer));
  };
}

// 90 steps an epoch: few epoch ends, which wait for the disk.
const longRun = { "data.csv": exampleCsv(600), "config.yaml": exampleConfig({ epochs: 3 }) };

it("SIGINT: a checkpoint, how to resume, exit code 130; then --resume ends the run", async () => {
  const cwd = workFolder(longRun);
  const stopped = await intentsmith(["train", "--config", "config.yaml", "--out", "runs/a"], {
    cwd,
    onStart: whenTraining(cwd, (child) => child.kill("SIGINT")),
  });
  expect(stopped.exitCode, stopped.stderr).toBe(130);
  expect(stopped.stderr).toMatch(/interrupted after step \d+; resume with: intentsmith train --resume runs\/a\n$/);
  expect(stopped.stderr).not.toMatch(/\n +at /);
  // The config in the run's folder, but fewer epochs, would be another run: the checkpoint says so.
  const foreign = await intentsmith(["train", "--resume", "runs/a", "--set", "train.epochs=1"], { cwd });
  expect(foreign.exitCode).toBe(2);
  expect(foreign.stderr).toMatch(/^.*error CHECKPOINT_UNUSABLE/m);
  const resumed = await intentsmith(["train", "--resume", "--json"], { cwd });
  expect(resumed.exitCode, resumed.stderr).toBe(0);
  expect(resumed.stderr).toMatch(/resuming after step \d+/);
  expect(JSON.parse(resumed.stdout)).toMatchObject({ steps: 270 });
  const none = await intentsmith(["train", "--resume"], { cwd });
  expect([none.exitCode, none.stderr]).toEqual([
    2,
    "error FILE_NOT_FOUND: no unfinished run under runs/\nhint: Name the run's folder: --resume RUN\n",
  ]);
});

it("SIGTERM twice within a moment is one: the checkpoint is still written, exit code 143", async () => {
  const cwd = workFolder(longRun);
  const stopped = await intentsmith(["train", "--config", "config.yaml", "--out", "runs/a"], {
    cwd,
    onStart: whenTraining(cwd, (child) => {
      child.kill("SIGTERM");
      child.stderr?.once("data", () => child.kill("SIGTERM"));
    }),
  });
  expect(stopped.exitCode, stopped.stderr).toBe(143);
  expect(readdirSync(join(cwd, "runs/a/checkpoints")).some((name) => name.startsWith("step-"))).toBe(true);
});

/** The end of a process that goes on in spite of a first signal, and gets a second one when that cannot be an echo. */
async function endOfBusyProcess(work: string, name: NodeJS.Signals): Promise<Pick<Finished, "signal" | "exitCode">> {
  const script = join(repository, "packages/cli/src/testing/busy-process.mjs");
  const child = spawn(process.execPath, [script, work], { stdio: ["ignore", "ignore", "pipe"] });
  onTestFinished(() => void child.kill("SIGKILL"));
  createInterface(child.stderr).on("line", (line) => {
    if (line === "working") child.kill(name);
    if (line === `stopping for ${name}`) setTimeout(() => child.kill(name), 600);
  });
  return await new Promise((resolve, reject) => {
    child.on("error", reject);
    child.on("close", (exitCode, signal) => resolve({ signal, exitCode }));
  });
}

it.each([
  ["training", "SIGINT", { signal: "SIGINT", exitCode: null }],
  ["training", "SIGTERM", { signal: "SIGTERM", exitCode: null }],
  ["serving", "SIGINT", { signal: null, exitCode: 130 }],
  ["serving", "SIGTERM", { signal: null, exitCode: 143 }],
] as const)("%s: a second %s ends at once what a first one could not", async (work, name, end) => {
  expect(await endOfBusyProcess(work, name)).toEqual(end);
});
