import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { RunDirectory } from "../run/run-directory.ts";
import type { RunInfo } from "../run/run-record.ts";
import type { UploadPace } from "../wandb/api/upload-pace.ts";
import type { WandbConfigInput } from "../wandb/settings/wandb-config.ts";
import { resolveWandbSettings, type WandbSettings } from "../wandb/settings/wandb-settings.ts";

/** 40 characters, as a real key has. */
export const exampleKey: string = "0123456789abcdef0123456789abcdef01234567";

/** Waits short enough for tests. */
export const quickPace: UploadPace = {
  minWaitMs: 10,
  maxWaitMs: 40,
  streamTimeoutMs: 300,
  intervalMs: 20,
  heartbeatMs: 5000,
};

/** Runs `use` with a new folder that is gone afterwards. */
export async function withTemporaryFolder<T>(use: (folder: string) => T | Promise<T>): Promise<T> {
  const folder = mkdtempSync(join(tmpdir(), "intentsmith-tracking-"));
  try {
    return await use(folder);
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

export function exampleInfo(changes: Partial<RunInfo> = {}): RunInfo {
  return {
    id: "trial-1",
    name: "batch-64",
    group: "grid-1",
    config: { train: { epochs: 2, batchSize: 64, loss: { type: "contrastive" } } },
    commandLine: ["intentsmith", "train", "--config", "quickstart.yaml"],
    versions: { node: "20.0.0", intentsmith: "0.1.0" },
    machine: {
      host: "machine",
      platform: "linux-x64",
      osRelease: "6.0",
      processor: "A processor",
      processors: 2,
      memoryBytes: 8e9,
    },
    gitCommit: "a".repeat(40),
    dataHash: "d".repeat(64),
    seed: 7,
    startedAt: "2026-01-02T03:04:05.000Z",
    ...changes,
  };
}

/** A clock that goes on by a second each time it is asked. */
export function steppingClock(startMs: number = Date.parse("2026-01-02T03:04:05Z")): () => number {
  let now = startMs;
  return () => (now += 1000);
}

/** Writes the rows of a step as a training loop does. */
export function writeStep(run: RunDirectory, step: number): void {
  run.appendMetrics({
    step,
    epoch: step / 10,
    loss: 1 / step,
    learningRate: 2e-5,
    gradientNorm: 0.5,
    hardPositives: step,
    hardNegatives: null,
  });
  run.appendTiming({ step, tokensPerSecond: 1000 + step, seconds: 0.5, memoryBytes: 1e9 });
}

/** A run of so many steps, still going. */
export function exampleRun(folder: string, steps: number, info: Partial<RunInfo> = {}): RunDirectory {
  const run = RunDirectory.create(join(folder, "run"), exampleInfo(info), { now: steppingClock() });
  for (let step = 1; step <= steps; step++) writeStep(run, step);
  return run;
}

export function finishRun(run: RunDirectory, modelDirectory?: string): void {
  const model = modelDirectory === undefined ? {} : { modelDirectory };
  run.finish({ status: "finished", exitCode: 0, finalMetrics: { test_accuracy: 0.75 }, ...model });
}

/** Settings for a server, from a config block and nothing of this machine's environment. */
export function exampleSettings(baseUrl: string, block: WandbConfigInput = {}): WandbSettings {
  return resolveWandbSettings(
    { project: "demo", entity: "team", tags: ["a"], finishTimeoutSeconds: 5, ...block },
    {
      environment: { WANDB_API_KEY: exampleKey, WANDB_BASE_URL: baseUrl },
      home: "/nonexistent",
      workingDirectory: "/nonexistent",
    },
  );
}
