import { mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { RunDirectory } from "../../run/run-directory.ts";
import {
  exampleKey,
  exampleRun,
  exampleSettings,
  finishRun,
  steppingClock,
  withTemporaryFolder,
  writeStep,
} from "../../testing/example-run.ts";
import { MockWandbServer } from "../../testing/mock-wandb-server.ts";
import { uploadEnded } from "../../testing/upload.ts";
import { readUploadState } from "./upload-state.ts";

let server: MockWandbServer;
beforeEach(async () => {
  server = await MockWandbServer.start();
});
afterEach(() => server.stop());

describe("a finished run", () => {
  test("arrives whole: config, a row a step, console, summary, files, and how it ended", () =>
    withTemporaryFolder(async (folder) => {
      const run = exampleRun(folder, 3);
      run.appendOutput("epoch 1 done");
      run.appendEvaluation("similarity_evaluation_dev", { epoch: 0.2, steps: 2, cosine_pearson: 0.5 });
      run.appendEvaluation("similarity_evaluation_test", { epoch: -1, steps: -1, cosine_pearson: 0.25 });
      finishRun(run);
      const outcome = await uploadEnded(run.path, server.baseUrl);
      const { runId } = readUploadState(run.path) ?? {};
      expect(outcome).toEqual({ complete: true, rows: 3, url: `${server.baseUrl}/team/demo/runs/${runId}` });
      const sent = server.onlyRun();
      expect(server.steps()).toEqual([1, 2, 3]);
      expect(server.linesOf(sent, "output.log")).toEqual(["2026-01-02T03:04:10.000000 epoch 1 done"]);
      expect(JSON.parse(server.linesOf(sent, "wandb-summary.json")[0] ?? "")).toMatchObject({
        test_accuracy: 0.75,
        loss: 1 / 3,
        "similarity_evaluation_dev/cosine_pearson": 0.5,
        "similarity_evaluation_test/cosine_pearson": 0.25,
        _step: 3,
        _wandb: { runtime: 3 },
      });
      expect(sent).toMatchObject({
        complete: true,
        exitCode: 0,
        variables: { groupName: "grid-1", displayName: "batch-64" },
      });
      expect([...sent.uploaded].sort()).toEqual([
        "config.yaml",
        "eval/similarity_evaluation_dev_results.csv",
        "eval/similarity_evaluation_test_results.csv",
        "final-metrics.json",
        "output.log",
        "wandb-metadata.json",
        "wandb-summary.json",
      ]);
    }));

  test("gives the key to the API alone, never to the addresses for uploads", () =>
    withTemporaryFolder(async (folder) => {
      const run = exampleRun(folder, 1);
      finishRun(run);
      await uploadEnded(run.path, server.baseUrl);
      const basic = `Basic ${Buffer.from(`api:${exampleKey}`).toString("base64")}`;
      for (const { operation, headers } of server.requests) {
        expect(headers["authorization"]).toBe(operation === "storage" ? undefined : basic);
      }
      expect(server.requests.some(({ headers }) => headers["x-storage"] === "run")).toBe(true);
    }));

  test("sends nothing of its folder that is not on the list, unless the config names it", () =>
    withTemporaryFolder(async (folder) => {
      const run = exampleRun(folder, 1);
      mkdirSync(join(run.path, "report"));
      writeFileSync(join(run.path, "report/mistakes.csv"), "text\nhow long do I knead the dough\n");
      finishRun(run);
      const everything = (): string => server.requests.map(({ bytes }) => bytes.toString("latin1")).join("");
      await uploadEnded(run.path, server.baseUrl);
      expect(everything()).not.toContain("dough");
      await uploadEnded(run.path, server.baseUrl, { settings: { logFiles: ["report/mistakes.csv"] } });
      expect(everything()).toContain("dough");
    }));

  test("that was sent already is not sent again", () =>
    withTemporaryFolder(async (folder) => {
      const run = exampleRun(folder, 3);
      finishRun(run);
      await uploadEnded(run.path, server.baseUrl);
      const before = server.requests.length;
      expect(await uploadEnded(run.path, server.baseUrl)).toMatchObject({ complete: true, rows: 3 });
      const again = server.requests.slice(before);
      expect(again.map(({ operation }) => operation)).toEqual(["UpsertBucket", "file_stream"]);
      expect(again[1]?.body).not.toHaveProperty(["files", "wandb-history.jsonl"]);
      expect(server.steps()).toEqual([1, 2, 3]);
    }));

  test("of thousands of steps arrives in portions", () =>
    withTemporaryFolder(async (folder) => {
      const run = exampleRun(folder, 9000);
      finishRun(run);
      expect(await uploadEnded(run.path, server.baseUrl)).toMatchObject({ complete: true, rows: 9000 });
      expect(server.steps()).toEqual(Array.from({ length: 9000 }, (_, index) => index + 1));
      expect(server.operations().filter((operation) => operation === "file_stream").length).toBeGreaterThan(2);
    }));

  test("that diverged keeps its NaN as a bare token", () =>
    withTemporaryFolder(async (folder) => {
      const run = exampleRun(folder, 0);
      const zero = { epoch: 0, learningRate: 0, gradientNorm: Infinity, hardPositives: null, hardNegatives: null };
      run.appendMetrics({ ...zero, step: 1, loss: Number.NaN });
      run.finish({ status: "failed", exitCode: 1, finalMetrics: {} });
      await uploadEnded(run.path, server.baseUrl);
      expect(server.linesOf(server.onlyRun(), "wandb-history.jsonl")[0]).toContain(
        '"loss":NaN,"learningRate":0,"gradientNorm":Infinity',
      );
      expect(server.onlyRun()).toMatchObject({ complete: true, exitCode: 1 });
    }));
});

describe("a resumed run", () => {
  test("goes on at the row where it stood, although its files were cut back below that", () =>
    withTemporaryFolder(async (folder) => {
      const run = exampleRun(folder, 6);
      run.finish({ status: "interrupted", exitCode: 130, finalMetrics: {} });
      await uploadEnded(run.path, server.baseUrl);
      expect(server.onlyRun()).toMatchObject({ complete: true, exitCode: 130 });
      const resumed = RunDirectory.reopen(run.path, { step: 4 }, { now: steppingClock() });
      for (let step = 5; step <= 9; step++) writeStep(resumed, step);
      finishRun(resumed);
      expect(await uploadEnded(run.path, server.baseUrl)).toMatchObject({ complete: true, rows: 9 });
      expect(server.steps()).toEqual([1, 2, 3, 4, 5, 6, 7, 8, 9]);
      expect(server.rewrittenHistory).toBe(0);
      expect(server.onlyRun()).toMatchObject({ complete: true, exitCode: 0 });
    }));

  test("appends to a run that WANDB_RUN_ID names, after the rows it has", () =>
    withTemporaryFolder(async (folder) => {
      const first = exampleRun(join(folder, "first"), 2);
      finishRun(first);
      const second = exampleRun(join(folder, "second"), 3);
      finishRun(second);
      const settings = { runId: "shared", resume: "allow" as const };
      await uploadEnded(first.path, server.baseUrl, { settings });
      expect(await uploadEnded(second.path, server.baseUrl, { settings })).toMatchObject({ complete: true, rows: 3 });
      expect(server.steps()).toEqual([1, 2, 1, 2, 3]);
    }));

  test("holds WANDB_RESUME: must wants the run to be there, never wants it not to be", () =>
    withTemporaryFolder(async (folder) => {
      const run = exampleRun(folder, 1);
      finishRun(run);
      const must = { settings: { runId: "one", resume: "must" as const } };
      expect(await uploadEnded(run.path, server.baseUrl, must)).toMatchObject({
        message: expect.stringContaining("no run one"),
      });
      const never = { settings: { runId: "one", resume: "never" as const } };
      expect(await uploadEnded(run.path, server.baseUrl, never)).toMatchObject({ complete: true });
      const other = exampleRun(join(folder, "other"), 1);
      finishRun(other);
      expect(await uploadEnded(other.path, server.baseUrl, never)).toMatchObject({
        message: expect.stringContaining("already"),
      });
    }));
});

describe("the model", () => {
  test("is sent as an artifact on request only, and once", () =>
    withTemporaryFolder(async (folder) => {
      const run = exampleRun(folder, 1);
      const model = join(run.path, "model");
      mkdirSync(join(model, "onnx"), { recursive: true });
      writeFileSync(join(model, "onnx/model.onnx"), "weights");
      writeFileSync(join(model, "config.json"), "{}");
      finishRun(run, model);
      await uploadEnded(run.path, server.baseUrl);
      expect(server.artifacts.size).toBe(0);
      const settings = { ...exampleSettings(server.baseUrl), logArtifact: true };
      expect(await uploadEnded(run.path, server.baseUrl, { settings })).toMatchObject({ complete: true });
      expect([...server.artifacts.values()]).toMatchObject([
        {
          committed: true,
          input: {
            artifactTypeName: "model",
            artifactCollectionName: "batch-64-model",
            metadata: '{"test_accuracy":0.75}',
          },
        },
      ]);
      expect(server.blobs.get("/storage/artifact/onnx/model.onnx")?.toString()).toBe("weights");
      const count = server.requests.length;
      await uploadEnded(run.path, server.baseUrl, { settings });
      expect(server.requests.slice(count).map(({ operation }) => operation)).toEqual(["UpsertBucket", "file_stream"]);
    }));

  test("that is refused does not take the run with it, and is sent by the next sync", () =>
    withTemporaryFolder(async (folder) => {
      const run = exampleRun(folder, 1);
      mkdirSync(join(run.path, "model"));
      writeFileSync(join(run.path, "model/model.onnx"), "weights");
      finishRun(run, join(run.path, "model"));
      server.faults.push({ operation: "CreateArtifact", count: 1, reply: 403 });
      const settings = { logArtifact: true };
      const outcome = await uploadEnded(run.path, server.baseUrl, { settings });
      expect(outcome).toMatchObject({ complete: false, message: expect.stringContaining("the model was not sent") });
      expect(server.onlyRun()).toMatchObject({ complete: true, exitCode: 0 });
      expect(await uploadEnded(run.path, server.baseUrl, { settings })).toMatchObject({ complete: true });
    }));
});
