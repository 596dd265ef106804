import { onnxruntimeEngine } from "@intentsmith/graph";
import { existsSync, mkdirSync } from "node:fs";
import { join } from "node:path";
import { silentLogger } from "@intentsmith/core";
import { beforeAll, expect, onTestFinished, test, vi } from "vitest";
import { RunLog, runVersions } from "./run-log.ts";
import { exampleTraining } from "../testing/example-training.ts";
import { thrown } from "../testing/thrown.ts";
import { buildPackage } from "../testing/train-in-a-process.ts";

beforeAll(buildPackage, 120_000);

test("a run whose end cannot be written gives its upload free", async () => {
  vi.stubEnv("WANDB_API_KEY", "0123456789".repeat(4));
  // Nobody listens there
  vi.stubEnv("WANDB_BASE_URL", "http://127.0.0.1:1");
  onTestFinished(() => void vi.unstubAllEnvs());
  const { config, out } = exampleTraining();
  const wandb = { project: "demo", logArtifact: false, logFiles: [], finishTimeoutSeconds: 1 };
  const tracked = { ...config, tracking: { wandb } };
  const log = RunLog.start(
    tracked,
    { path: out, commandLine: [], dataHash: "0" },
    runVersions(onnxruntimeEngine({ threads: 1 })),
    silentLogger,
  );
  const lock = join(out, "wandb", "upload.lock");
  expect(existsSync(lock)).toBe(true);
  mkdirSync(join(out, "final-metrics.json", "in-the-way"), { recursive: true });
  const end = { status: "failed", exitCode: 1, finalMetrics: {} } as const;
  expect(await thrown(() => log.finish(end))).toMatch(/^WRITE_FAILED/);
  expect(existsSync(lock)).toBe(false);
  expect(await thrown(() => log.finish(end))).toMatch(/^WRITE_FAILED/);
});
