/** Training in a process of its own, the compiled one, that is killed or told to stop. */
import { readdirSync } from "node:fs";
import { join } from "node:path";
import { beforeAll, expect, test } from "vitest";
import { exampleConfigValue, exampleTraining } from "../testing/example-training.ts";
import { trainThroughKills } from "../testing/killed-training.ts";
import { stepsOnDisk } from "../testing/kills.ts";
import { checkpointsOf, differingFiles } from "../testing/run-files.ts";
import { buildPackage, trainInAProcess } from "../testing/train-in-a-process.ts";
import { train } from "./train.ts";

beforeAll(buildPackage, 120_000);

test(
  "SIGKILL five times: in steps, while checkpoint and best model are written, at the end",
  { timeout: 120_000 },
  async () => {
    const { config, folder } = exampleTraining({
      textsALabel: 40,
      train: { epochs: 3, checkpoint: { everySteps: 5 } },
    });
    const [whole, killed] = [join(folder, "whole"), join(folder, "killed")];
    await train(config, { out: whole });
    const value = exampleConfigValue(join(folder, "data.csv"), { train: { epochs: 3, checkpoint: { everySteps: 5 } } });
    expect(await trainThroughKills(value, killed, { kills: 5, seed: 1 })).toBe(5);
    expect(differingFiles(whole, killed)).toEqual([]);
    expect(readdirSync(killed).filter((name) => name.startsWith("."))).toEqual([]);
  },
);

test.each([
  ["SIGINT", 130],
  ["SIGTERM", 143],
] as const)(
  "%s ends it after a step, with a checkpoint and its exit code",
  { timeout: 60_000 },
  async (reason, exitCode) => {
    const { folder, out } = exampleTraining({ textsALabel: 100 });
    const value = exampleConfigValue(join(folder, "data.csv"), { train: { epochs: 20 } });
    const finished = await trainInAProcess({ kind: "train", config: value, out, resume: false }, (child) => {
      const timer = setInterval(() => {
        if (stepsOnDisk(out) < 2) return;
        clearInterval(timer);
        child.kill(reason);
      }, 1);
    });
    expect([finished.exitCode, finished.signal]).toEqual([exitCode, null]);
    expect(checkpointsOf(out)).toHaveLength(1);
  },
);
