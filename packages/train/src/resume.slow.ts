import { join } from "node:path";
import { beforeAll, expect, test } from "vitest";
import { exampleConfigValue, exampleTraining } from "./testing/example-training.ts";
import { trainThroughKills } from "./testing/killed-training.ts";
import { differingFiles } from "./testing/run-files.ts";
import { buildPackage } from "./testing/train-in-a-process.ts";
import { train } from "./train.ts";

beforeAll(buildPackage);

test.each([1, 2, 3, 4, 5])("ten kills at random moments, five times (seed %i)", async (seed) => {
  const changes = {
    train: { epochs: 12, checkpoint: { everySteps: 5 }, sampler: { type: "shuffled", batchPairs: 40 } },
  };
  const { config, folder } = exampleTraining({ textsALabel: 40, ...changes });
  const [whole, killed] = [join(folder, "whole"), join(folder, "killed")];
  await train(config, { out: whole });
  const value = exampleConfigValue(join(folder, "data.csv"), changes);
  expect(await trainThroughKills(value, killed, { kills: 10, seed })).toBe(10);
  expect(differingFiles(whole, killed)).toEqual([]);
});
