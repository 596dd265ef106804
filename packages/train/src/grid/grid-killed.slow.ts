import { existsSync, mkdirSync, readdirSync } from "node:fs";
import { join } from "node:path";
import { beforeAll, expect, test } from "vitest";
import { exampleConfigValue, exampleTraining } from "../testing/example-training.ts";
import { isBeingWritten, killWhen, stepsOnDisk } from "../testing/kills.ts";
import { differingFiles, runRecordOf } from "../testing/run-files.ts";
import { buildPackage, trainInAProcess } from "../testing/train-in-a-process.ts";
import { readGridRecord, type Trial } from "./grid-record.ts";
import { runGrid } from "./run-grid.ts";

beforeAll(buildPackage, 120_000);

const four = {
  method: "grid",
  parameters: { epochs: { values: [1, 2] }, batch: { values: [8, 16] } },
  metric: { name: "accuracy", goal: "maximize" },
};

test(
  "a grid that is killed at any moment, again and again, ends as if it had never been",
  { timeout: 180_000 },
  async () => {
    const { folder } = exampleTraining({ textsALabel: 20 });
    const config = exampleConfigValue(join(folder, "data.csv"), { train: { checkpoint: { everySteps: 3 } } });
    const out = join(folder, "my-grid");
    const whole = join(folder, "whole", "my-grid");
    mkdirSync(join(folder, "whole"));
    const expected = await runGrid(config, four, { out: whole });
    const trial = (index: number): string => join(out, expected.trials[index]?.run ?? "");
    const moments = [
      () => existsSync(join(out, "grid.json")),
      () => stepsOnDisk(trial(0)) >= 4,
      () => existsSync(join(trial(0), "final-metrics.json")),
      () => isBeingWritten(join(trial(1), "checkpoints"), "step-"),
      () => isBeingWritten(out, "grid.json") && stepsOnDisk(trial(2)) > 0,
      () => stepsOnDisk(trial(3)) >= 5,
      () => runEnded(trial(3)),
    ];
    for (const moment of moments) {
      const job = { kind: "grid", config, grid: four, out, resume: existsSync(out), slowWriteMs: 10 } as const;
      await trainInAProcess(job, killWhen(moment));
    }
    const { exitCode, stderr } = await trainInAProcess({ kind: "grid", config, grid: four, out, resume: true });
    expect(exitCode, stderr).toBe(0);
    const record = readGridRecord(out);
    expect(record.status).toBe("finished");
    expect(withoutClock(record.trials)).toEqual(withoutClock(expected.trials));
    for (const { run } of expected.trials) expect(differingFiles(join(whole, run), join(out, run))).toEqual([]);
    expect(readdirSync(join(out, "trials")).sort()).toEqual(readdirSync(join(whole, "trials")).sort());
  },
);

const withoutClock = (trials: readonly Trial[]): unknown[] =>
  trials.map(({ seconds: _, tokens: __, ...others }) => others);

function runEnded(run: string): boolean {
  return existsSync(join(run, "run.json")) && runRecordOf(run)["status"] === "finished";
}
