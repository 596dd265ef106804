import { mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import type { Logger } from "@intentsmith/core";
import { readTrainedModelRecord } from "@intentsmith/classifier";
import { describe, expect, test } from "vitest";
import { exampleConfigValue, exampleTraining, rememberingLogger } from "../testing/example-training.ts";
import { differingFiles, finalMetricsOf, runRecordOf } from "../testing/run-files.ts";
import { thrown } from "../testing/thrown.ts";
import { train } from "../run/train.ts";
import { parseTrainingConfig, type WrittenConfig } from "../config/training-config.ts";
import { TrainingInterrupted } from "../folder/interrupted.ts";
import { readGridRecord, type Trial } from "./grid-record.ts";
import { runGrid } from "./run-grid.ts";

function exampleGrid(train_: Record<string, unknown> = {}, textsALabel = 20) {
  const { folder } = exampleTraining({ textsALabel });
  const config = exampleConfigValue(join(folder, "data.csv"), { train: train_ });
  return { folder, config, out: join(folder, "my-grid") };
}

const four = {
  method: "grid",
  parameters: { epochs: { values: [1, 2] }, batch: { values: [8, 16] } },
  metric: { name: "accuracy", goal: "maximize" },
};

describe("a grid", () => {
  test("runs every setting from fresh weights and measures only the winner on test", async () => {
    const { folder, config, out } = exampleGrid();
    const { logger, lines } = rememberingLogger();
    const result = await runGrid(config, four, { out, logger, commandLine: ["intentsmith"] });

    expect(result.trials.map(({ name, status }) => [name, status])).toEqual([
      ["001-batch=8-epochs=1", "finished"],
      ["002-batch=8-epochs=2", "finished"],
      ["003-batch=16-epochs=1", "finished"],
      ["004-batch=16-epochs=2", "finished"],
    ]);
    const values = result.trials.map(({ value }) => value as number);
    expect(result.winner?.value).toBe(Math.max(...values));
    expect(result.settings.map(({ mean }) => mean)).toEqual([...values].sort((a, b) => b - a));
    for (const trial of result.trials) {
      const tested = Object.keys(finalMetricsOf(join(out, trial.run))).some((name) => name.startsWith("test_"));
      expect(tested).toBe(trial.name === result.winner?.name);
      expect(runRecordOf(join(out, trial.run))).toMatchObject({ status: "finished", group: "my-grid", seed: 7 });
    }
    const winner = result.winner?.runDirectory as string;
    expect(result.winner?.metrics["test_accuracy"]).toBe(finalMetricsOf(winner)["test_accuracy"]);
    expect(readTrainedModelRecord(join(winner, "model")).metrics).toMatchObject(finalMetricsOf(winner));

    // Scripts find its model without knowing which trial won
    const stable = readTrainedModelRecord(join(out, "model"));
    expect(stable).toEqual(readTrainedModelRecord(join(winner, "model")));

    // A trial is the run of its config: nothing of the trials before it is left in the weights
    const alone = join(folder, "alone");
    await train(exampleTrial(config, { epochs: 2, sampler: { type: "grouped", batchTexts: 16 } }), {
      out: alone,
      test: false,
    });
    const differing = differingFiles(alone, join(out, "trials/004-batch=16-epochs=2"));
    expect(differing.filter((file) => !/README|intentsmith\.json|final-metrics/.test(file))).toEqual([]);

    expect(lines.find((line) => line.startsWith("4 trials"))).toMatch(
      /^4 trials: about \d+ s \([\d,]+ tokens at [\d,]+ tokens\/s\)$/,
    );
    expect(lines.filter((line) => /^trial \d\/4: accuracy 0\.\d{4}(; about \d+ s left)?$/.test(line))).toHaveLength(4);
    expect(readFileSync(join(out, "table.csv"), "utf8")).toBe(result.table.csv);
    const json = JSON.parse(readFileSync(join(out, "table.json"), "utf8")) as Record<string, unknown>[];
    expect(json).toHaveLength(4);
    expect(json[0]).toMatchObject({ rank: 1, trial: result.winner?.name, validation_accuracy: result.winner?.value });
    for (const split of ["validation", "test"]) {
      const [low, high] = [json[0]?.[`${split}_accuracy_low`], json[0]?.[`${split}_accuracy_high`]];
      const accuracy = result.winner?.metrics[`${split}_accuracy`];
      expect([low, high]).toEqual([expect.any(Number), expect.any(Number)]);
      expect(low as number).toBeLessThanOrEqual(accuracy as number);
      expect(high as number).toBeGreaterThanOrEqual(accuracy as number);
    }
    expect(result.table.text).toMatch(/ [01]\.\d{4} \[0\.\d{4}, [01]\.\d{4}\] /);
  });

  test("gone on with when it is finished runs nothing again", async () => {
    const { config, out } = exampleGrid();
    const first = await runGrid(config, four, { out });
    const before = readFileSync(join(out, "trials/001-batch=8-epochs=1/run.json"));
    const { logger, lines } = rememberingLogger();
    const again = await runGrid(config, four, { out, resume: true, logger });
    expect(lines).toEqual([`${out}: all 4 trials have been run`]);
    expect(again).toEqual(first);
    expect(readFileSync(join(out, "trials/001-batch=8-epochs=1/run.json"))).toEqual(before);
  });

  test("repeats: mean and spread of several seeds; testAll: test for each", async () => {
    const { config, out } = exampleGrid();
    const grid = { method: "grid", parameters: { epochs: { values: [1, 2] } }, repeats: 2, testAll: true };
    const { settings, trials, table } = await runGrid(config, grid, { out });
    expect(trials.map(({ seed }) => seed)).toEqual([7, 7, 8, 8]);
    for (const { setting, mean, repeats, finished } of settings) {
      const own = trials.filter((trial) => trial.setting["epochs"] === setting["epochs"]);
      expect(mean).toBeCloseTo(own.reduce((sum, { value }) => sum + (value as number), 0) / 2, 12);
      expect([repeats, finished]).toEqual([2, 2]);
    }
    expect(trials.every(({ metrics }) => "test_accuracy" in metrics)).toBe(true);
    expect(table.header).toEqual(expect.arrayContaining(["deviation", "lowest", "highest", "test_accuracy"]));
  });

  test("a metric that the trials were not chosen by", async () => {
    const { config, out } = exampleGrid();
    const grid = { ...four, parameters: { epochs: { values: [1] } }, metric: { name: "spearman_dot" } };
    const { trials } = await runGrid(config, grid, { out });
    expect(trials[0]?.value).toBeGreaterThan(-1);
    expect(trials[0]?.value).not.toBe(trials[0]?.metrics["validation_accuracy"]);
  });

  test("a trial that diverges is recorded with its reason; the others go on", async () => {
    const { config, out } = exampleGrid({ maxGradNorm: 1e30, schedule: "constant" });
    const grid = { method: "grid", parameters: { learningRate: { values: [1e30, 3e-3] } } };
    const { logger, lines } = rememberingLogger();
    const { trials, winner, settings, table } = await runGrid(config, grid, { out, logger });
    expect(trials.map(({ status }) => status)).toEqual(["failed", "finished"]);
    expect(trials[0]?.reason).toMatch(/^TRAINING_DIVERGED: step \d+: /);
    expect(winner?.setting["learningRate"]).toBe(3e-3);
    expect(settings[1]?.reasons).toHaveLength(1);
    expect(table.csv).toContain("TRAINING_DIVERGED");
    expect(lines).toContainEqual(expect.stringMatching(/^warning: trial 1\/2 failed: TRAINING_DIVERGED/));
    const again = await runGrid(config, grid, { out, resume: true });
    expect(again.trials).toEqual(trials);
  });

  test("has no winner if every trial failed", async () => {
    const { config, out } = exampleGrid({ maxGradNorm: 1e30, schedule: "constant" });
    const { winner, table } = await runGrid(
      config,
      { method: "grid", parameters: { learningRate: { value: 1e30 } } },
      { out },
    );
    expect(winner).toBeUndefined();
    expect(table.rows).toHaveLength(1);
  });
});

describe("a grid that was stopped", () => {
  test.each(["SIGINT", "SIGTERM"] as const)(
    "by %s goes on from the checkpoint of the trial that ran",
    async (reason) => {
      const { folder, config, out } = exampleGrid();
      const whole = join(folder, "whole", "my-grid");
      mkdirSync(join(folder, "whole"));
      const expected = await runGrid(config, four, { out: whole });
      const controller = new AbortController();
      const { logger: base } = rememberingLogger();
      const logger: Logger = {
        ...base,
        progress: (line) => {
          if (line.startsWith("trial 2/4") && line.includes("step 8/")) controller.abort(reason);
        },
      };
      const error = await runGrid(config, four, { out, logger, signal: controller.signal }).catch((e: unknown) => e);
      expect(error).toBeInstanceOf(TrainingInterrupted);
      expect(error).toMatchObject({ signal: reason, runDirectory: out, step: 8 });
      expect(String(error)).toContain(`resume the grid with: intentsmith train --resume ${out}`);
      expect(readGridRecord(out).trials.map(({ status }) => status)).toEqual([
        "finished",
        "running",
        "waiting",
        "waiting",
      ]);

      const { logger: told, lines } = rememberingLogger();
      const result = await runGrid(config, four, { out, resume: true, logger: told });
      expect(lines).toContain("trial 2/4: resuming after step 8");
      expect(lines.find((line) => line.startsWith("4 trials"))).toMatch(/^4 trials, 1 of them done: about/);
      expect(withoutClock(result.trials)).toEqual(withoutClock(expected.trials));
      for (const { run } of expected.trials) expect(differingFiles(join(whole, run), join(out, run))).toEqual([]);
    },
  );

  test("is refused with another grid or other data", async () => {
    const { folder, config, out } = exampleGrid();
    const one = { method: "grid", parameters: { epochs: { values: [1] } } };
    await runGrid(config, one, { out });
    expect(await thrown(() => runGrid(config, four, { out, resume: true }))).toMatch(
      /^CHECKPOINT_UNUSABLE: .*another grid/,
    );
    const two = { method: "grid", parameters: { epochs: { values: [1, 2] } } };
    const second = join(folder, "second");
    const controller = new AbortController();
    const logger: Logger = {
      ...rememberingLogger().logger,
      progress: (line) => {
        if (line.startsWith("trial 2/2")) controller.abort("SIGINT");
      },
    };
    await expect(runGrid(config, two, { out: second, logger, signal: controller.signal })).rejects.toThrow(
      TrainingInterrupted,
    );
    const csv = join(folder, "data.csv");
    writeFileSync(csv, readFileSync(csv, "utf8").replace("hello", "great"));
    expect(await thrown(() => runGrid(config, two, { out: second, resume: true }))).toMatch(
      /^CHECKPOINT_UNUSABLE: .*the data has changed since trial 001-epochs=1 was run/,
    );
  });
});

describe("refused before the first trial", () => {
  test("a folder that exists; data without validation", async () => {
    const { config, out } = exampleGrid();
    mkdirSync(out);
    expect(await thrown(() => runGrid(config, four, { out }))).toMatch(/^OUTPUT_EXISTS: /);
    const { folder } = exampleTraining({ validation: false });
    const unwatched = exampleConfigValue(join(folder, "data.csv"));
    expect(await thrown(() => runGrid(unwatched, four, { out: join(folder, "grid") }))).toMatch(
      /^CONFIG_INVALID: grid: the data has no validation split/,
    );
  });
});

/** The config of a trial, made by hand. */
function exampleTrial(config: Record<string, unknown>, changes: Record<string, unknown>): WrittenConfig {
  return parseTrainingConfig({ ...config, train: { ...(config["train"] as object), ...changes } }, "trial");
}

const withoutClock = (trials: readonly Trial[]): unknown[] =>
  trials.map(({ seconds: _, tokens: __, ...others }) => others);
