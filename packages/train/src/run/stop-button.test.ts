import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { beforeAll, expect, onTestFinished, test, vi } from "vitest";
import { TrainingInterrupted } from "../folder/interrupted.ts";
import { exampleTraining } from "../testing/example-training.ts";
import { checkpointsOf, metricsOf, runRecordOf } from "../testing/run-files.ts";
import { buildPackage } from "../testing/train-in-a-process.ts";
import { train } from "./train.ts";

beforeAll(buildPackage, 120_000);

/** As much of the W&B server as a stream needs; it answers each chunk that Stop was pressed. */
async function stoppingServer(): Promise<string> {
  const project = { name: "demo", entity: { name: "team" } };
  const upsertBucket = { inserted: true, bucket: { name: "id", historyLineCount: 0, project } };
  const server = createServer((request, response) => {
    request.resume().on("end", () => {
      response.end(request.url === "/graphql" ? JSON.stringify({ data: { upsertBucket } }) : '{"stopped":true}');
    });
  });
  await new Promise<void>((listening) => server.listen(0, "127.0.0.1", listening));
  onTestFinished(() => {
    server.closeAllConnections();
    server.close();
  });
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
}

test(
  "the stop button of the run's page ends training after a step, with a checkpoint",
  { timeout: 60_000 },
  async () => {
    vi.stubEnv("WANDB_API_KEY", "0123456789".repeat(4));
    vi.stubEnv("WANDB_BASE_URL", await stoppingServer());
    vi.stubEnv("WANDB_X_FILE_STREAM_TRANSMIT_INTERVAL", "0.05");
    onTestFinished(() => void vi.unstubAllEnvs());
    const { config, out } = exampleTraining({ train: { epochs: 5000 } });
    const wandb = { project: "demo", logArtifact: false, logFiles: [], finishTimeoutSeconds: 5 };
    const controller = new AbortController();
    // Whoever does not hear the button is ended by another signal than the button stands for.
    const rescue = setTimeout(() => controller.abort("SIGTERM"), 20_000);
    onTestFinished(() => clearTimeout(rescue));
    const error = await train({ ...config, tracking: { wandb } }, { out, signal: controller.signal }).catch(
      (thrown: unknown) => thrown,
    );
    expect(error).toBeInstanceOf(TrainingInterrupted);
    const { signal, step } = error as TrainingInterrupted;
    expect(signal).toBe("SIGINT");
    expect(runRecordOf(out)).toMatchObject({ status: "interrupted", exitCode: 130 });
    expect(metricsOf(out)).toHaveLength(step);
    expect(checkpointsOf(out).at(-1)).toContain(`step-${String(step).padStart(9, "0")}-`);
  },
);
