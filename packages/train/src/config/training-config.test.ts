import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect, onTestFinished, test } from "vitest";
import { thrown } from "../testing/thrown.ts";
import { parseTrainingConfig, readTrainingConfig } from "./training-config.ts";

const config = (train: Record<string, unknown> = {}, others: Record<string, unknown> = {}): unknown => ({
  data: { reader: "csv", files: ["a.csv"] },
  model: { base: "somewhere" },
  train: { sampler: { type: "grouped", batchTexts: 64 }, ...train },
  ...others,
});

test("what is left out gets its default", () => {
  expect(parseTrainingConfig(config(), "c.yaml")).toMatchObject({
    train: {
      loss: { type: "online-contrastive", margin: 0.5, distance: "cosine" },
      epochs: 1,
      learningRate: 2e-5,
      schedule: "linear",
      weightDecay: 0.01,
      maxGradNorm: 1,
      dropout: 0.1,
      seed: 42,
      threads: 0,
      checkpoint: {},
      keepCheckpoints: 2,
    },
    evaluate: { bestBy: "accuracy" },
    tracking: {},
  });
  const stopping = parseTrainingConfig(config({ earlyStopping: {} }), "c.yaml").train.earlyStopping;
  expect(stopping).toEqual({ patience: 1, minDelta: 0 });
});

test.each([
  [config({ learnignRate: 1 }), /^CONFIG_UNKNOWN_KEY: c\.yaml: .*"train\.learnignRate" \| .*"train\.learningRate"/],
  [config({ keepCheckpoint: 1 }), /"train\.keepCheckpoint" \| .*"train\.keepCheckpoints"/],
  [config({ checkpoint: { everyStep: 1 } }), /"train\.checkpoint\.everyStep" \| .*"train\.checkpoint\.everySteps"/],
  [
    config({ earlyStopping: { patiense: 1 } }),
    /"train\.earlyStopping\.patiense" \| .*"train\.earlyStopping\.patience"/,
  ],
  [config({}, { trian: {} }), /"trian" \| .*"train"/],
  [
    config({ warmupRatio: 0.1, warmupSteps: 10 }),
    /^CONFIG_INVALID: .*train\.warmupSteps: give warmupRatio .* not both/,
  ],
  [config({ warmupRatio: 10 }), /^CONFIG_INVALID: .*train\.warmupRatio/],
  [config({ warmupSteps: 0.1 }), /^CONFIG_INVALID: .*train\.warmupSteps/],
  [config({ sampler: { type: "grouped", batchPairs: 64 } }), /train\.sampler\.batchPairs: .*give batchTexts/],
  [config({ sampler: { type: "shuffled", batchTexts: 64 } }), /train\.sampler\.batchTexts: .*give batchPairs/],
  [config({ epochs: 0 }), /train\.epochs/],
  [config({ seed: -1 }), /train\.seed/],
  [config({ seed: 2 ** 32 }), /train\.seed/],
  [config({ learningRate: 0 }), /train\.learningRate/],
  [config({ dropout: 1 }), /train\.dropout/],
  [
    config({}, { evaluate: { bestBy: "acuracy" } }),
    /^CONFIG_INVALID: c\.yaml: evaluate\.bestBy: .*"acuracy" \| .*"accuracy"/,
  ],
  [config({}, { evaluate: { bestBy: "cosine_spearman" } }), /evaluate\.bestBy: .* \| .*"spearman_cosine"/],
])("%j is refused", async (value, message) => {
  expect(await thrown(() => parseTrainingConfig(value, "c.yaml"))).toMatch(message);
});

test("a grid is taken out of the file and settings go over it", () => {
  const folder = mkdtempSync(join(tmpdir(), "intentsmith-train-"));
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }));
  const path = join(folder, "c.yaml");
  writeFileSync(path, "train: {epochs: 1}\ngrid: {method: grid}\n");
  expect(readTrainingConfig(path, ["train.epochs=3"])).toEqual({
    config: { train: { epochs: 3 } },
    grid: { method: "grid" },
  });
});
