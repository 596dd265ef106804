import { describe, expect, test } from "vitest";
import { exampleConfigValue } from "../testing/example-training.ts";
import { thrown } from "../testing/thrown.ts";
import { parseGridConfig, type GridParameter } from "./grid-config.ts";
import { settingsOf } from "../grid/settings.ts";
import { planTrials } from "../grid/trials.ts";

const config = exampleConfigValue("a.csv");
const shuffled = exampleConfigValue("a.csv", { train: { sampler: { type: "shuffled", batchPairs: 8 } } });
const grid = (parameters: Record<string, GridParameter>, others: Record<string, unknown> = {}) =>
  parseGridConfig({ method: "grid", parameters, ...others }, "c.yaml: grid");
const { warmupSteps: _, ...withoutWarmup } = config["train"] as Record<string, unknown>;
const plain = { ...config, train: withoutWarmup };

describe("settings", () => {
  test("parameters sorted by name, the last varies fastest, as W&B does", () => {
    const settings = settingsOf(grid({ b: { values: [1, 2] }, c: { value: "x" }, a: { values: [3, 4] } }), 1);
    expect(settings).toEqual([
      { a: 3, b: 1, c: "x" },
      { a: 3, b: 2, c: "x" },
      { a: 4, b: 1, c: "x" },
      { a: 4, b: 2, c: "x" },
    ]);
    expect(Object.keys(settings[0] as object)).toEqual(["a", "b", "c"]);
  });

  test("equal combinations count once", () => {
    expect(settingsOf(grid({ a: { values: [1, 2, 1.0] } }), 1)).toEqual([{ a: 1 }, { a: 2 }]);
  });

  test("random draws different ones, the same for the same seed", () => {
    const parameters = { a: { values: [1, 2, 3, 4] }, b: { values: [1, 2, 3, 4] } };
    const draw = (seed: number): unknown[] => settingsOf(grid(parameters, { method: "random", count: 6 }), seed);
    expect(new Set(draw(1).map((setting) => JSON.stringify(setting))).size).toBe(6);
    expect(draw(1)).toEqual(draw(1));
    expect(draw(1)).not.toEqual(draw(2));
  });
});

describe("trials", () => {
  test("the type of a union is tried with its own defaults, although the config's block has another type", () => {
    const tried = planTrials(
      { ...plain, train: { ...withoutWarmup, loss: { type: "online-contrastive" } } },
      grid({ "train.loss.type": { values: ["label-softmax", "contrastive"] }, epochs: { value: 2 } }),
      "c.yaml",
    );
    expect(tried.map((trial) => trial.config.train.loss)).toEqual([
      { type: "label-softmax", scale: 20 },
      { type: "contrastive", margin: 0.5, distance: "cosine" },
    ]);
    expect(tried.map((trial) => trial.config.train.epochs)).toEqual([2, 2]);
  });

  test("what was written beside the type stays: a key that the tried type does not have is named", async () => {
    const written = { ...plain, train: { ...withoutWarmup, loss: { type: "online-contrastive", margin: 0.4 } } };
    const parameters = grid({ "train.loss.type": { values: ["contrastive", "label-softmax"] } });
    expect(await thrown(() => planTrials(written, parameters, "c.yaml"))).toMatch(/CONFIG_UNKNOWN_KEY.*loss\.margin/);
  });

  test.each(["constructor.prototype.x", "train.__proto__.x", "prototype"])(
    "no parameter is called %s",
    async (name) => {
      const refusal = await thrown(() => grid({ [name]: { value: 1 } }));
      expect(refusal).toMatch(/^CONFIG_INVALID: .*expected a key that a config can have/);
      expect(({} as Record<string, unknown>)["x"]).toBeUndefined();
    },
  );

  test("batch, epochs and warmupRatio stand for keys of the config; other paths are free", () => {
    const parameters = {
      batch: { values: [64] },
      epochs: { values: [4] },
      warmupRatio: { values: [0.25] },
      "train.loss.margin": { value: 0.7 },
      learningRate: { value: 1e-7 },
      "model.maxSequenceLength": { value: 20 },
    };
    const [trial] = planTrials(plain, grid(parameters), "c.yaml");
    expect(trial?.config).toMatchObject({
      model: { maxSequenceLength: 20 },
      train: { sampler: { batchTexts: 64 }, epochs: 4, warmupRatio: 0.25, learningRate: 1e-7, loss: { margin: 0.7 } },
    });
    const [other] = planTrials(shuffled, grid({ batch: { value: 64 } }), "c.yaml");
    expect(other?.config.train.sampler).toEqual({ type: "shuffled", batchPairs: 64 });
  });

  test("every setting once, then every setting again with the next seed; names say what varies", () => {
    const trials = planTrials(
      config,
      grid({ epochs: { values: [1, 2] }, dropout: { value: 0 } }, { repeats: 2, seed: 5 }),
      "c",
    );
    expect(trials.map(({ name, repeat, config: { train } }) => [name, repeat, train.seed, train.epochs])).toEqual([
      ["001-epochs=1", 0, 5, 1],
      ["002-epochs=2", 0, 5, 2],
      ["003-epochs=1-repeat-2", 1, 6, 1],
      ["004-epochs=2-repeat-2", 1, 6, 2],
    ]);
  });

  test("a name fits every file system", () => {
    const [trial] = planTrials(config, grid({ "model.base": { values: ["a/b c", "d"] } }), "c");
    expect(trial?.name).toBe("001-model.base=a-b-c");
  });
});

test.each([
  [{ method: "bayes", parameters: { epochs: { value: 1 } } }, /^CONFIG_INVALID: c: method/],
  [{ method: "grid" }, /^CONFIG_INVALID: c: parameters/],
  [{ method: "grid", parameters: {} }, /at least one parameter/],
  [{ method: "grid", parameters: { epochs: {} } }, /either values .* or value/],
  [{ method: "grid", parameters: { epochs: { value: 1, values: [1] } } }, /either values .* or value/],
  [
    { method: "grid", parameters: { epochs: { valeus: [1] } } },
    /^CONFIG_UNKNOWN_KEY: .*"parameters\.epochs\.valeus" \| .*values/,
  ],
  [{ method: "grid", parameters: { epochs: { value: 1 } }, repeat: 2 }, /"repeat" \| .*"repeats"/],
  [{ method: "grid", parameters: { epochs: { value: 1 } }, count: 2 }, /count: belongs to method random/],
  [{ method: "random", parameters: { epochs: { value: 1 } } }, /count: method random needs/],
  [
    { method: "random", count: 3, parameters: { epochs: { values: [1, 2] } } },
    /grid\.count: expected at most 2.* received 3/,
  ],
  [
    { method: "grid", parameters: { epochs: { value: 1 } }, metric: { name: "acuracy" } },
    /metric\.name: .*"acuracy" \| .*"accuracy"/,
  ],
  [
    { method: "grid", parameters: { epoch: { value: 1 } } },
    /^CONFIG_UNKNOWN_KEY: c: grid: epoch=1: .*"train\.epoch" \| .*"train\.epochs"/,
  ],
  [{ method: "grid", parameters: { epochs: { values: [1, 0] } } }, /^CONFIG_INVALID: c: grid: epochs=0: train\.epochs/],
  [
    { method: "grid", parameters: { epochs: { value: 1 }, "train.epochs": { value: 2 } } },
    /epochs and train\.epochs are the same key/,
  ],
  [{ method: "grid", parameters: { seed: { values: [1, 2] } }, repeats: 2 }, /repeats gives each repeat a seed/],
])("%j is refused before anything is run", async (value, message) => {
  expect(await thrown(() => planTrials(config, parseGridConfig(value, "c"), "c"))).toMatch(message);
});

test("a metric may be named as the run records it", () => {
  const metric = { name: "validation_macro_f1" };
  expect(grid({ epochs: { value: 1 } }, { metric }).metric).toEqual({ name: "macro_f1", goal: "maximize" });
});
