/** The official client uploads what `exportWandb` wrote. */
import { execFile } from "node:child_process";
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { promisify } from "node:util";
import { afterAll, beforeAll, expect, test } from "vitest";
import { exampleKey, exampleRun, exampleSettings, finishRun } from "../../testing/example-run.ts";
import { MockWandbServer } from "../../testing/mock-wandb-server.ts";
import { wandbCommand } from "../../testing/wandb-command.ts";
import { exportWandb } from "./offline-log.ts";

const folder = mkdtempSync(join(tmpdir(), "intentsmith-wandb-"));
let server: MockWandbServer;
beforeAll(async () => {
  server = await MockWandbServer.start();
});
afterAll(async () => {
  await server.stop();
  rmSync(folder, { recursive: true, force: true });
});

test("`wandb sync` sends an exported run whole", { timeout: 15 * 60_000 }, async (context) => {
  const found = wandbCommand(folder);
  if ("reason" in found) return context.skip(found.reason);
  const run = exampleRun(folder, 3000, { config: { train: { epochs: 2 }, note: "ß".repeat(40_000) } });
  run.appendOutput("hello from training");
  run.appendEvaluation("similarity_evaluation_dev", { epoch: 300, steps: 3000, cosine_pearson: 0.5 });
  mkdirSync(join(run.path, "model"));
  writeFileSync(join(run.path, "model/model.onnx"), "weights");
  finishRun(run, join(run.path, "model"));
  const settings = exampleSettings(server.baseUrl, { mode: "offline", logArtifact: true });
  const exported = await exportWandb(run.path, join(folder, "wandb"), settings);

  await promisify(execFile)(found.command, ["sync", exported], {
    cwd: folder,
    env: {
      PATH: process.env["PATH"],
      HOME: folder,
      WANDB_BASE_URL: server.baseUrl,
      WANDB_API_KEY: exampleKey,
      WANDB_ERROR_REPORTING: "false",
    },
    timeout: 5 * 60_000,
  });

  const sent = server.onlyRun();
  const rows = server.linesOf(sent, "wandb-history.jsonl").map((line) => JSON.parse(line) as Record<string, unknown>);
  expect(rows.map((row) => row["_step"])).toEqual(Array.from({ length: 3000 }, (_, index) => index + 1));
  expect(rows.at(-1)).toMatchObject({ loss: 1 / 3000, "similarity_evaluation_dev/cosine_pearson": 0.5 });
  expect(JSON.parse(server.linesOf(sent, "wandb-summary.json").at(-1) ?? "")).toMatchObject({ test_accuracy: 0.75 });
  expect(JSON.parse(String(sent.variables["config"]))).toMatchObject({
    train: { value: { epochs: 2 } },
    seed: { value: 7 },
  });
  expect(sent.variables).toMatchObject({ displayName: "batch-64", groupName: "grid-1", tags: ["a"], entity: "team" });
  expect(server.linesOf(sent, "output.log").join("\n")).toContain("hello from training");
  expect(sent).toMatchObject({ complete: true, exitCode: 0 });
  expect([...sent.uploaded]).toEqual(
    expect.arrayContaining(["final-metrics.json", "eval/similarity_evaluation_dev_results.csv"]),
  );
  expect([...server.artifacts.values()]).toMatchObject([
    { committed: true, input: { artifactTypeName: "model", artifactCollectionName: "batch-64-model" } },
  ]);
  expect([...server.blobs.values()].some((blob) => blob.toString() === "weights")).toBe(true);
});
