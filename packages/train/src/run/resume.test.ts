import {
  cpSync,
  existsSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmSync,
  truncateSync,
  writeFileSync,
} from "node:fs";
import { execFileSync } from "node:child_process";
import { join } from "node:path";
import type { Logger } from "@intentsmith/core";
import { onnxruntimeEngine, type Engine } from "@intentsmith/graph";
import { describe, expect, test } from "vitest";
import { exampleTraining, rememberingLogger } from "../testing/example-training.ts";
import { checkpointsOf, differingFiles, finalMetricsOf, metricsOf, runRecordOf } from "../testing/run-files.ts";
import { thrown } from "../testing/thrown.ts";
import { train } from "./train.ts";
import type { TrainingConfig } from "../config/training-config.ts";
import { TrainingInterrupted } from "../folder/interrupted.ts";

/** Aborts the signal when the run has said so much progress. */
function stoppingAfter(step: number, reason: "SIGINT" | "SIGTERM"): { logger: Logger; signal: AbortSignal } {
  const controller = new AbortController();
  const logger = rememberingLogger().logger;
  const progress = (line: string): void => {
    if (line.includes(`step ${step}/`)) controller.abort(reason);
  };
  return { logger: { ...logger, progress }, signal: controller.signal };
}

/** What was said of the run itself, without remarks on the data. */
const ofTheRun = (lines: readonly string[]): string[] =>
  lines.filter((line) => !/ also stands? in |^every text is answered/.test(line));

async function interruptAfter(step: number, config: TrainingConfig, out: string, resume = false): Promise<void> {
  await expect(train(config, { out, resume, ...stoppingAfter(step, "SIGINT") })).rejects.toThrow(TrainingInterrupted);
}

describe.each([
  ["SIGINT", 130],
  ["SIGTERM", 143],
] as const)("%s", (reason, exitCode) => {
  test("finishes the step, writes a checkpoint and says how to go on", async () => {
    const { config, out } = exampleTraining();
    const error = await train(config, { out, ...stoppingAfter(4, reason) }).catch((thrown_: unknown) => thrown_);
    expect(error).toBeInstanceOf(TrainingInterrupted);
    expect(error).toMatchObject({ signal: reason, runDirectory: out });
    expect(String(error)).toContain(`interrupted after step 4; resume with: intentsmith train --resume ${out}`);
    expect(runRecordOf(out)).toMatchObject({ status: "interrupted", exitCode });
    expect(metricsOf(out)).toHaveLength(4);
    expect(checkpointsOf(out)).toEqual(["step-000000004-epoch-00000"]);
  });
});

describe("a resumed run equals one that was not interrupted", () => {
  // 6 steps an epoch, 3 epochs
  test.each([
    ["in the first epoch", [2]],
    ["after the last step of an epoch, before its end", [6]],
    ["in the middle of the last epoch", [15]],
    ["after the last step of all", [18]],
    ["again and again", [1, 3, 6, 7, 12, 13, 18]],
  ])("%s", async (_, steps) => {
    const { config, folder } = exampleTraining({ train: { epochs: 3, checkpoint: { everySteps: 4 } } });
    const [whole, parts] = [join(folder, "whole"), join(folder, "parts")];
    await train(config, { out: whole, keepCheckpoints: true });
    for (const [i, step] of steps.entries()) await interruptAfter(step, config, parts, i > 0);
    const result = await train(config, { out: parts, resume: true });
    expect(differingFiles(whole, parts)).toEqual([]);
    expect(result).toMatchObject({ steps: 18, bestEpoch: finalMetricsOf(whole)["best_epoch"] });
  });

  test("with other threads and other checkpoints: neither is part of what is trained", async () => {
    const { config, folder } = exampleTraining();
    const [whole, parts] = [join(folder, "whole"), join(folder, "parts")];
    await train(config, { out: whole, keepCheckpoints: true });
    await interruptAfter(5, config, parts);
    const changed = { ...config.train, threads: 2, checkpoint: { everySteps: 1 }, keepCheckpoints: 9 };
    await train({ ...config, train: changed }, { out: parts, resume: true, keepCheckpoints: true });
    // the model's record holds the config, and so those settings
    expect(differingFiles(whole, parts)).toEqual(["model/intentsmith.json"]);
    expect(checkpointsOf(parts)).toHaveLength(9);
  });

  test("with early stopping: the count of epochs without a gain goes on", async () => {
    const train_ = { epochs: 9, earlyStopping: { patience: 3, minDelta: 1 } };
    const { config, folder } = exampleTraining({ train: train_ });
    const [whole, parts] = [join(folder, "whole"), join(folder, "parts")];
    await train(config, { out: whole, keepCheckpoints: true });
    expect(metricsOf(whole)).toHaveLength(4 * 6);
    await interruptAfter(15, config, parts);
    await train(config, { out: parts, resume: true });
    expect(differingFiles(whole, parts)).toEqual([]);
  });

  test("that had stopped early, when it is killed before its end was recorded", async () => {
    const { config, folder } = exampleTraining({ train: { epochs: 9, earlyStopping: { patience: 1, minDelta: 1 } } });
    const [whole, parts] = [join(folder, "whole"), join(folder, "parts")];
    await train(config, { out: whole, keepCheckpoints: true });
    cpSync(whole, parts, { recursive: true });
    pretendRunning(parts);
    const { logger, lines } = rememberingLogger();
    await train(config, { out: parts, resume: true, logger });
    expect(ofTheRun(lines)).toEqual(["resuming after step 12"]);
    expect(differingFiles(whole, parts)).toEqual([]);
  });

  test("when it was killed between an epoch's evaluation and its checkpoint", async () => {
    const { config, folder } = exampleTraining({ train: { checkpoint: { everySteps: 6 }, keepCheckpoints: 9 } });
    const [whole, parts] = [join(folder, "whole"), join(folder, "parts")];
    await train(config, { out: whole, keepCheckpoints: true });
    cpSync(whole, parts, { recursive: true });
    pretendRunning(parts);
    rmSync(join(parts, "checkpoints", "step-000000012-epoch-00002"), { recursive: true });
    expect(checkpointsOf(parts).at(-1)).toBe("step-000000012-epoch-00001");
    await train(config, { out: parts, resume: true });
    expect(differingFiles(whole, parts)).toEqual([]);
  });

  test("without a checkpoint it starts from its first step, and says so", async () => {
    const { config, folder } = exampleTraining();
    const [whole, parts] = [join(folder, "whole"), join(folder, "parts")];
    await train(config, { out: whole, keepCheckpoints: true });
    await interruptAfter(3, config, parts);
    rmSync(join(parts, "checkpoints"), { recursive: true });
    const { logger, lines } = rememberingLogger();
    await train(config, { out: parts, resume: true, logger });
    expect(ofTheRun(lines)[0]).toMatch(/^no checkpoint was written .* starting from its first step$/);
    expect(differingFiles(whole, parts)).toEqual([]);
  });

  test("on another version it says that the last digits may differ", async () => {
    const { config, out } = exampleTraining();
    await interruptAfter(3, config, out);
    const record = runRecordOf(out);
    const versions = { ...(record["versions"] as Record<string, string>), "onnxruntime-node": "1.0.0" };
    writeFileSync(join(out, "run.json"), JSON.stringify({ ...record, versions }));
    const { logger, lines } = rememberingLogger();
    await train(config, { out, resume: true, logger });
    expect(lines).toContainEqual(
      expect.stringMatching(/^warning: .*\(onnxruntime-node 1\.0\.0 → [\d.]+\): the last digits may differ/),
    );
  });

  test("from the checkpoint before a damaged one", async () => {
    const { config, folder } = exampleTraining({ train: { epochs: 3, checkpoint: { everySteps: 4 } } });
    const [whole, parts] = [join(folder, "whole"), join(folder, "parts")];
    await train(config, { out: whole, keepCheckpoints: true });
    await interruptAfter(14, config, parts);
    const [before, newest] = checkpointsOf(parts) as [string, string];
    truncateSync(join(parts, "checkpoints", newest, "parameters.bin"), 100);
    const { logger, lines } = rememberingLogger();
    await train(config, { out: parts, resume: true, logger });
    expect(ofTheRun(lines).slice(0, 3)).toEqual([
      expect.stringMatching(new RegExp(`^warning: damaged checkpoint: .*${newest}.*expected \\d+ bytes, found 100$`)),
      expect.stringMatching(new RegExp(`^warning: going on from the checkpoint before: .*${before}$`)),
      "resuming after step 12",
    ]);
    expect(differingFiles(whole, parts)).toEqual([]);
  });

  test("when it was killed between the two renames that replace the best model", async () => {
    const { config, folder } = exampleTraining({ train: { epochs: 3 } });
    const [whole, parts] = [join(folder, "whole"), join(folder, "parts")];
    await train(config, { out: whole, keepCheckpoints: true });
    await interruptAfter(14, config, parts);
    renameSync(join(parts, "model"), join(parts, ".model.0123abcd.old"));
    mkdirSync(join(parts, ".model.0123abcd.partial"));
    await train(config, { out: parts, resume: true });
    expect(differingFiles(whole, parts)).toEqual([]);
    expect(readdirSync(parts).filter((name) => name.startsWith("."))).toEqual([]);
  });
});

describe("nothing to resume", () => {
  test("a finished run says so and is left as it is", async () => {
    const { config, out } = exampleTraining();
    await train(config, { out });
    const before = readFileSync(join(out, "run.json"));
    expect(await thrown(() => train(config, { out, resume: true }))).toBe(
      `ARGUMENT_INVALID: ${out}: this run is finished; there is nothing to resume | Its model is in ${join(out, "model")}. To train again, start a run in another folder.`,
    );
    expect(readFileSync(join(out, "run.json"))).toEqual(before);
  });

  test("a folder that is no run", async () => {
    const { config, out } = exampleTraining();
    expect(await thrown(() => train(config, { out, resume: true }))).toMatch(/^FILE_NOT_FOUND: /);
  });

  test.each([
    ["another learning rate", (config: TrainingConfig) => ({ ...config, train: { ...config.train, learningRate: 1 } })],
    ["another metric to choose by", (config: TrainingConfig) => ({ ...config, evaluate: { bestBy: "macro_f1" } })],
    [
      "shorter sequences",
      (config: TrainingConfig) => ({ ...config, model: { ...config.model, maxSequenceLength: 4 } }),
    ],
  ])("a checkpoint of %s", async (_, change) => {
    const { config, out } = exampleTraining();
    await interruptAfter(3, config, out);
    expect(await thrown(() => train(change(config), { out, resume: true }))).toMatch(
      /^CHECKPOINT_UNUSABLE: .*step-000000003-epoch-00000: it belongs to another config, data set or base model/,
    );
    // and the run can still be resumed as it was
    await train(config, { out, resume: true });
  });

  test("a checkpoint of other data", async () => {
    const { config, folder, out } = exampleTraining();
    await interruptAfter(3, config, out);
    writeFileSync(join(folder, "data.csv"), readFileSync(join(folder, "data.csv"), "utf8").replace("hello", "great"));
    expect(await thrown(() => train(config, { out, resume: true }))).toMatch(/^CHECKPOINT_UNUSABLE: /);
  });

  test("the best model is gone", async () => {
    const { config, out } = exampleTraining();
    await interruptAfter(8, config, out);
    rmSync(join(out, "model"), { recursive: true });
    expect(await thrown(() => train(config, { out, resume: true }))).toMatch(
      /^CHECKPOINT_UNUSABLE: .*the model of epoch 1, the best so far, is gone/,
    );
  });
});

/** A file system of 1 MB, which fills up; undefined where mounting one is not allowed. */
function mountSmallDisk(folder: string): (() => void) | undefined {
  mkdirSync(folder);
  try {
    execFileSync("mount", ["-t", "tmpfs", "-o", "size=1m", "tmpfs", folder], { stdio: "ignore" });
    return () => void execFileSync("umount", [folder], { stdio: "ignore" });
  } catch {
    return undefined;
  }
}

test("a full disk: WRITE_FAILED, and the checkpoints written before are intact", async (context) => {
  const { config, folder } = exampleTraining({
    train: { epochs: 4, checkpoint: { everySteps: 1 }, keepCheckpoints: 99 },
  });
  const disk = join(folder, "disk");
  const unmount = mountSmallDisk(disk);
  if (unmount === undefined) return context.skip("a small file system cannot be mounted here");
  try {
    const out = join(disk, "run");
    expect(await thrown(() => train(config, { out }))).toMatch(/^WRITE_FAILED: .*the disk is full \| Free some space/);
    const left = checkpointsOf(out);
    expect(left.length).toBeGreaterThan(1);
    expect(existsSync(join(out, "checkpoints", left.at(-1) as string, "checkpoint.json"))).toBe(true);
    // with room again it goes on, to the same bytes
    const [whole, parts] = [join(folder, "whole"), join(folder, "parts")];
    cpSync(out, parts, { recursive: true });
    const { logger, lines } = rememberingLogger();
    await train(config, { out: parts, resume: true, logger });
    expect(ofTheRun(lines)[0]).toMatch(/^resuming after step \d+$/);
    await train(config, { out: whole, keepCheckpoints: true });
    expect(differingFiles(whole, parts)).toEqual([]);
  } finally {
    unmount();
  }
});

/** As if the process had been killed after its last checkpoint. */
function pretendRunning(run: string): void {
  writeFileSync(join(run, "run.json"), JSON.stringify({ ...runRecordOf(run), status: "running", exitCode: null }));
  rmSync(join(run, "final-metrics.json"));
}

test("one engine runs all graphs, the record names it, and another engine's checkpoint is refused", async () => {
  const { config, folder } = exampleTraining({ textsALabel: 8, train: { freezeLayers: 1 } });
  const onnxruntime = onnxruntimeEngine({ threads: 1 });
  const outputs: string[] = [];
  const engine: Engine = {
    name: "counting",
    version: "7",
    createSession: (graph) => {
      outputs.push(graph.outputs[0]?.name ?? "");
      return onnxruntime.createSession(graph);
    },
  };
  const out = join(folder, "run");
  const stopped = stoppingAfter(2, "SIGINT");
  await expect(train(config, { out, engine, ...stopped })).rejects.toThrow(TrainingInterrupted);
  expect(runRecordOf(out).versions).toMatchObject({ counting: "7" });
  expect(await thrown(() => train(config, { out, resume: true }))).toMatch(/^CHECKPOINT_UNUSABLE: /);
  await train(config, { out, resume: true, engine });
  // the frozen layers' output, the loss, and embeddings for evaluation
  expect(outputs).toEqual(expect.arrayContaining(["hidden_states", "sentence_embedding"]));
  expect(new Set(outputs).size).toBeGreaterThanOrEqual(3);
});
