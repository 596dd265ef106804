import { join } from "node:path";
import { beforeAll, expect, test } from "vitest";
import { exampleConfigValue, exampleTraining } from "../testing/example-training.ts";
import { trainThroughKills } from "../testing/killed-training.ts";
import { differingFiles } from "../testing/run-files.ts";
import { buildPackage } from "../testing/train-in-a-process.ts";
import { train } from "./train.ts";

beforeAll(buildPackage);

const wantedKills = 50;

test("fifty kills at random moments, over as many runs as it takes", async () => {
  const changes = {
    train: { epochs: 6, checkpoint: { everySteps: 5 }, sampler: { type: "shuffled", batchPairs: 40 } },
  };
  const { config, folder } = exampleTraining({ textsALabel: 40, ...changes });
  const whole = join(folder, "whole");
  await train(config, { out: whole });
  const value = exampleConfigValue(join(folder, "data.csv"), changes);
  let kills = 0;
  for (let seed = 1; kills < wantedKills; seed++) {
    const killed = join(folder, `killed-${seed}`);
    kills += await trainThroughKills(value, killed, { kills: Math.min(10, wantedKills - kills), seed });
    expect(differingFiles(whole, killed), `seed ${seed}`).toEqual([]);
  }
  expect(kills).toBe(wantedKills);
});
