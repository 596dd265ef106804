import { existsSync, rmSync } from "node:fs";
import { join } from "node:path";
import { SeededRandom } from "@intentsmith/core";
import { expect } from "vitest";
import { isBeingWritten, killWhen, stepsOnDisk } from "./kills.ts";
import { runRecordOf } from "./run-files.ts";
import { trainInAProcess } from "./train-in-a-process.ts";

/** Where a kill can fall, each with what has to be seen on disk before it is sent. */
const moments = {
  "at any time": (run: string, random: SeededRandom) => {
    const until = Date.now() + 300 + random.integer(1200);
    return () => Date.now() > until && existsSync(run);
  },
  "after some steps": (run: string, random: SeededRandom) => {
    const enough = stepsOnDisk(run) + 1 + random.integer(8);
    return () => stepsOnDisk(run) >= enough;
  },
  "while a checkpoint is written": (run: string) => () => isBeingWritten(join(run, "checkpoints"), "step-"),
  "while the best model is saved": (run: string) => () => isBeingWritten(run, "model"),
  "while the end is recorded": (run: string) => () => existsSync(join(run, "final-metrics.json")),
} as const;

/**
 * Trains in processes of their own, each killed with SIGKILL at some moment, until the run is finished: at the latest
 * after `kills`, by a process that is left alone.
 * @returns how many were killed.
 */
export async function trainThroughKills(
  config: Record<string, unknown>,
  out: string,
  options: { kills: number; seed: number },
): Promise<number> {
  const random = new SeededRandom(options.seed);
  const kinds = Object.values(moments);
  let killed = 0;
  while (!isFinished(out)) {
    const moment = kinds[killed % kinds.length] as (typeof kinds)[number];
    const kill = killed < options.kills ? killWhen(moment(out, random)) : undefined;
    const job = { kind: "train", config, out, resume: startAgain(out), slowWriteMs: 20 } as const;
    const { signal, exitCode, stderr } = await trainInAProcess(job, kill);
    if (signal === "SIGKILL") killed += 1;
    else expect(exitCode, stderr).toBe(0);
  }
  return killed;
}

function isFinished(run: string): boolean {
  return existsSync(join(run, "run.json")) && runRecordOf(run)["status"] === "finished";
}

/** Whether there is a run to resume; what is no run yet (killed before its record was written) is removed. */
function startAgain(out: string): boolean {
  if (existsSync(join(out, "run.json"))) return true;
  rmSync(out, { recursive: true, force: true });
  return false;
}
