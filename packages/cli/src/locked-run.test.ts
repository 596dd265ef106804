import { spawnSync } from "node:child_process";
import { readdirSync } from "node:fs";
import { hostname } from "node:os";
import { join } from "node:path";
import { expect, it } from "vitest";
import { workFolder } from "./testing/command-line.ts";
import { inProcess } from "./testing/in-process.ts";

const lockOf = (pid: number, host: string): string =>
  JSON.stringify({ pid, host, processStart: null, takenAt: "2026-01-02T03:04:05Z" });

it("quickstart does not remove the run of a process that is at work in it", async () => {
  const cwd = workFolder({ "runs/quickstart/run.json": "{}", "runs/quickstart/run.lock": lockOf(1, "elsewhere") });
  const { exitCode, stderr } = await inProcess(["quickstart"], cwd);
  expect([exitCode, stderr]).toEqual([2, expect.stringMatching(/^error ARGUMENT_INVALID: .*process 1 on elsewhere/m)]);
  expect(readdirSync(join(cwd, "runs/quickstart"))).toEqual(["run.json", "run.lock"]);
});

it("train --resume of a run that was killed before it had a record says how to start it again", async () => {
  const { pid } = spawnSync(process.execPath, ["-e", ""]);
  const cwd = workFolder({ "runs/a/run.lock": lockOf(pid, hostname()) });
  const { exitCode, stderr } = await inProcess(["train", "--resume", "runs/a"], cwd);
  expect([exitCode, stderr]).toEqual([
    2,
    "error FILE_NOT_FOUND: runs/a: it was stopped before its config was written there\n" +
      "hint: Nothing is lost; start it again: intentsmith train --config CONFIG --out runs/a\n",
  ]);
});
