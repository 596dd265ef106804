import { existsSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { IntentClassifier, readTrainedModelRecord } from "@intentsmith/classifier";
import { loadModel } from "@intentsmith/model";
import { describe, expect, test } from "vitest";
import { exampleTraining, rememberingLogger } from "../testing/example-training.ts";
import { checkpointsOf, finalMetricsOf, metricsOf, runRecordOf } from "../testing/run-files.ts";
import { thrown } from "../testing/thrown.ts";
import { train } from "./train.ts";
import { examplesOf, planTraining } from "../plan/training-plan.ts";

describe("a run on labels that words give away", () => {
  test("learns, and leaves a folder with everything in it", async () => {
    const { config, out } = exampleTraining({ textsALabel: 40, train: { epochs: 8, learningRate: 1e-2 } });
    const { logger, lines } = rememberingLogger();
    const result = await train(config, { out, logger, commandLine: ["intentsmith", "train"], group: "a-grid" });

    expect(result.steps).toBe(8 * 12);
    expect(result.test?.metrics["accuracy"]).toBeGreaterThan(0.8);
    expect(result.validation?.metrics["accuracy"]).toBeGreaterThan(0.8);
    const rows = metricsOf(out);
    expect(rows.map(({ step }) => step)).toEqual(Array.from({ length: 96 }, (_, i) => i + 1));
    expect(rows.at(-1)?.epoch).toBe(8);
    expect(rows[0]?.learningRate).toBe(0);
    expect(rows.at(-1)?.loss).toBeLessThan(rows[0]?.loss as number);
    expect(rows.every((row) => Number.isInteger(row.hardPositives))).toBe(true);

    expect(runRecordOf(out)).toMatchObject({
      status: "finished",
      exitCode: 0,
      group: "a-grid",
      seed: 7,
      commandLine: ["intentsmith", "train"],
      modelDirectory: "model",
      config: { train: { epochs: 8 } },
      versions: { intentsmith: "0.1.0", node: process.versions.node },
    });
    const final = finalMetricsOf(out);
    expect(final["test_accuracy"]).toBe(result.test?.metrics["accuracy"]);
    expect(final["best_epoch"]).toBe(result.bestEpoch);
    expect(readdirSync(join(out, "eval")).sort()).toEqual([
      "accuracy_evaluation_validation_results.csv",
      "binary_classification_evaluation_validation_results.csv",
      "similarity_evaluation_validation_results.csv",
    ]);
    const accuracies = readFileSync(join(out, "eval/accuracy_evaluation_validation_results.csv"), "utf8")
      .trim()
      .split("\n");
    expect(accuracies).toHaveLength(9);
    expect(accuracies[8]).toMatch(/^8,96,/);
    expect(checkpointsOf(out)).toEqual([]); // nothing can be resumed from a finished run
    expect(lines.filter((line) => /^epoch \d: validation accuracy/.test(line))).toHaveLength(8);

    const record = readTrainedModelRecord(result.modelDirectory);
    expect(record.metrics["test_accuracy"]).toBe(final["test_accuracy"]);
    const classifier = await IntentClassifier.load(result.modelDirectory, { threads: 1 });
    const [hello] = await classifier.classify(["hello thanks great"]);
    await classifier.release();
    expect(hello?.label).toBe("chitchat");
  });

  test("the base model is not changed, and a plan can be used again", async () => {
    const { config, folder } = exampleTraining();
    const plan = await planTraining(config, { logger: rememberingLogger().logger });
    const before = Buffer.concat([...plan.model.weights.values()].map(({ data }) => Buffer.from(data.slice().buffer)));
    await train(config, { out: join(folder, "a"), plan });
    const after = Buffer.concat([...plan.model.weights.values()].map(({ data }) => Buffer.from(data.slice().buffer)));
    expect(before.equals(after)).toBe(true);
    await train(config, { out: join(folder, "b"), plan });
    expect(readFileSync(join(folder, "a/metrics.jsonl"))).toEqual(readFileSync(join(folder, "b/metrics.jsonl")));
  });

  test("the best epoch by the chosen metric is the one that is kept", async () => {
    const { config, out } = exampleTraining({ train: { epochs: 4, learningRate: 1e-2 }, bestBy: "spearman_dot" });
    const { logger, lines } = rememberingLogger();
    const result = await train(config, { out, logger });
    const values = lines.flatMap((line) => / spearman_dot (-?[\d.]+)$/.exec(line)?.[1] ?? []).map(Number);
    expect(values).toHaveLength(4);
    expect(result.bestEpoch).toBe(values.indexOf(Math.max(...values)) + 1);
    expect(result.validation?.metrics["spearman_dot"]).toBeCloseTo(Math.max(...values), 3);
  });

  test("test: false leaves the test split alone", async () => {
    const { config, out } = exampleTraining();
    const result = await train(config, { out, test: false });
    expect(result.test).toBeUndefined();
    expect(Object.keys(finalMetricsOf(out)).filter((name) => name.startsWith("test_"))).toEqual([]);
  });
});

test("without a validation split the last epoch is kept", async () => {
  const { config, out } = exampleTraining({ validation: false });
  const result = await train(config, { out });
  expect(result).toMatchObject({ bestEpoch: 2 });
  expect(result.validation).toBeUndefined();
  expect(result.test?.metrics["accuracy"]).toBeGreaterThan(0);
});

describe("freezeLayers", () => {
  test("trains the upper layers alone: the lower ones and the embeddings come out as they went in", async () => {
    const { config, out } = exampleTraining({ train: { epochs: 1, freezeLayers: 1, learningRate: 1e-2 } });
    const plan = await planTraining(config, { logger: rememberingLogger().logger });
    const { modelDirectory } = await train(config, { out, plan });
    const trained = (await loadModel(modelDirectory)).weights;
    for (const [name, { data }] of plan.model.weights) {
      const [before, after] = [data, trained.get(name)?.data ?? new Float32Array()].map((values) =>
        Buffer.from(values.buffer, values.byteOffset, values.byteLength),
      );
      const same = before?.equals(after ?? Buffer.alloc(0));
      expect(same, name).toBe(!name.startsWith("encoder.layer.1."));
    }
  });

  test("of every layer is refused", async () => {
    const { config, out } = exampleTraining({ train: { freezeLayers: 2 } });
    expect(await thrown(() => train(config, { out }))).toMatch(
      /^CONFIG_INVALID: train\.freezeLayers: expected less than 2/,
    );
    expect(existsSync(out)).toBe(false);
  });
});

describe("early stopping", () => {
  test("ends after `patience` epochs without a gain of more than minDelta", async () => {
    const { config, out } = exampleTraining({ train: { epochs: 9, earlyStopping: { patience: 2, minDelta: 1 } } });
    const { logger, lines } = rememberingLogger();
    const result = await train(config, { out, logger });
    expect(result.steps).toBe(3 * 6);
    expect(lines).toContain("stopped early: no gain in accuracy for 2 epoch(s)");
    expect(runRecordOf(out)["status"]).toBe("finished");
  });

  test("needs a validation split", async () => {
    const { config, out } = exampleTraining({ validation: false, train: { earlyStopping: {} } });
    expect(await thrown(() => train(config, { out }))).toMatch(/^CONFIG_INVALID: train\.earlyStopping: .*validation/);
    expect(existsSync(out)).toBe(false);
  });
});

describe("a learning rate that is far too high", () => {
  const runaway = { learningRate: 1e30, schedule: "constant", warmupSteps: 1, maxGradNorm: 1e30 };

  test("is TRAINING_DIVERGED with step, rate and examples; what was saved before stays", async () => {
    const { config, out } = exampleTraining({ train: { ...runaway, warmupSteps: 7, checkpoint: { everySteps: 1 } } });
    // the warm-up's first step has rate 0: one harmless step, then the jump
    const message = await thrown(() => train(config, { out }));
    expect(message).toMatch(
      /^TRAINING_DIVERGED: step \d+: loss \S+(?:, gradient norm \S+)? at learning rate \S+; examples \S+.*\| Lower train\.learningRate/,
    );
    expect(runRecordOf(out)).toMatchObject({ status: "failed", exitCode: 1 });
    expect(readFileSync(join(out, "output.log"), "utf8")).toContain("failed: step");
    expect(checkpointsOf(out).length).toBeGreaterThan(0);
    // Resuming fails in the same way, from an intact checkpoint
    expect(await thrown(() => train(config, { out, resume: true }))).toBe(message);
  });

  test("never becomes the best model, even if the epoch ends before the loss is looked at again", async () => {
    const { config, out } = exampleTraining({
      textsALabel: 5,
      train: { ...runaway, sampler: { type: "grouped", batchTexts: 6 } },
    });
    expect(await thrown(() => train(config, { out }))).toMatch(/^TRAINING_DIVERGED: step 2: /);
    expect(existsSync(join(out, "model"))).toBe(false);
  });
});

describe("refused before the first step", () => {
  test("a folder that exists", async () => {
    const { config, out } = exampleTraining();
    mkdirSync(out);
    expect(await thrown(() => train(config, { out }))).toMatch(/^OUTPUT_EXISTS: /);
    expect(readdirSync(out)).toEqual([]);
  });

  test("data without training examples", async () => {
    const { config, out } = exampleTraining();
    const [csv] = config.data.files as [string];
    writeFileSync(csv, readFileSync(csv, "utf8").replaceAll(/,(train|validation)$/gm, ",test"));
    expect(await thrown(() => train(config, { out }))).toBe(
      "DATA_EMPTY: data: no training example | Give files with a train split.",
    );
    expect(existsSync(out)).toBe(false);
  });

  test("a longer sequence than the model has positions", async () => {
    const { config, out } = exampleTraining();
    const long = { ...config, model: { ...config.model, maxSequenceLength: 65 } };
    expect(await thrown(() => train(long, { out }))).toMatch(/^CONFIG_INVALID: model\.maxSequenceLength: .*64.*65/);
  });
});

test("planTraining tokenises each distinct input once and counts steps and warm-up", async () => {
  const { config: given } = exampleTraining({ train: { epochs: 3 } });
  const { warmupSteps: _, ...others } = given.train;
  const config = { ...given, train: { ...others, warmupRatio: 0.25 } };
  const { logger } = rememberingLogger();
  const plan = await planTraining(config, { logger });
  expect(plan.sequences).toHaveLength(plan.table.inputs.length);
  expect(new Set(plan.table.inputs).size).toBe(plan.table.inputs.length);
  expect(plan.totalSteps).toBe(3 * Math.ceil(examplesOf(plan.dataset, "train").length / 8));
  expect(plan.warmupSteps).toBe(Math.ceil(plan.totalSteps * 0.25));
  const other = await planTraining({ ...config, train: { ...config.train, epochs: 1 } }, { logger, shared: plan });
  expect(other.sequences).toBe(plan.sequences);
  expect(other.totalSteps).toBe(plan.totalSteps / 3);
});
