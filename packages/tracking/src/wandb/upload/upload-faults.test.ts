/** What an upload makes of a server that fails. */
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { exampleRun, finishRun, withTemporaryFolder } from "../../testing/example-run.ts";
import { MockWandbServer } from "../../testing/mock-wandb-server.ts";
import { uploadEnded } from "../../testing/upload.ts";
import { readUploadState, writeUploadState } from "./upload-state.ts";

let server: MockWandbServer;
beforeEach(async () => {
  server = await MockWandbServer.start();
});
afterEach(() => server.stop());

describe("faults", () => {
  test.each([
    ["500 twice", { operation: "file_stream", count: 2, reply: 500 }],
    ["429 with Retry-After", { operation: "file_stream", count: 1, reply: 429, headers: { "retry-after": "0.05" } }],
    ["a cut connection", { operation: "file_stream", count: 2, reply: "drop" }],
    ["a hang", { operation: "file_stream", count: 1, reply: "hang" }],
    ["409 on the upsert", { operation: "UpsertBucket", count: 1, reply: 409 }],
    ["503 on everything", { operation: "*", count: 4, reply: 503 }],
    ["500 on an upload", { operation: "storage", count: 1, reply: 500 }],
  ] as const)("%s: tried again until it works, without a lost or doubled row", (_, fault) =>
    withTemporaryFolder(async (folder) => {
      server.faults.push({ ...fault });
      const run = exampleRun(folder, 5);
      finishRun(run);
      const reasons: string[] = [];
      const outcome = await uploadEnded(run.path, server.baseUrl, { onRetry: (reason) => reasons.push(reason) });
      expect(outcome).toMatchObject({ complete: true, rows: 5 });
      expect(reasons.length).toBeGreaterThan(0);
      expect(server.steps()).toEqual([1, 2, 3, 4, 5]);
      expect(server.rewrittenHistory).toBe(0);
    }),
  );

  test("Retry-After is kept to", () =>
    withTemporaryFolder(async (folder) => {
      server.faults.push({ operation: "UpsertBucket", count: 1, reply: 429, headers: { "retry-after": "0.3" } });
      const run = exampleRun(folder, 1);
      finishRun(run);
      const start = Date.now();
      await uploadEnded(run.path, server.baseUrl);
      expect(Date.now() - start).toBeGreaterThanOrEqual(295);
    }));

  test.each([400, 403, 404, 410, 413, 422, 501])(
    "%d on the stream is final, and the rest can be sent later",
    (status) =>
      withTemporaryFolder(async (folder) => {
        server.faults.push({ operation: "file_stream", count: 1, reply: status });
        const run = exampleRun(folder, 2);
        finishRun(run);
        const outcome = await uploadEnded(run.path, server.baseUrl);
        expect(outcome).toMatchObject({ complete: false, rows: 0, message: expect.stringContaining(String(status)) });
        expect(server.operations()).toEqual(["UpsertBucket", "file_stream"]);
        expect(await uploadEnded(run.path, server.baseUrl)).toMatchObject({ complete: true, rows: 2 });
        expect(server.steps()).toEqual([1, 2]);
      }),
  );

  test("401 is said with what to do", () =>
    withTemporaryFolder(async (folder) => {
      server.faults.push({ operation: "*", count: 99, reply: 401 });
      const run = exampleRun(folder, 2);
      finishRun(run);
      const outcome = await uploadEnded(run.path, server.baseUrl);
      expect(outcome.message).toMatch(/refused the API key \(HTTP 401\)\. Check WANDB_API_KEY/);
      expect(server.requests).toHaveLength(1);
    }));

  test("an answer with errors is final", () =>
    withTemporaryFolder(async (folder) => {
      server.faults.push({ operation: "UpsertBucket", count: 1, reply: "graphql-error" });
      const run = exampleRun(folder, 1);
      finishRun(run);
      expect(await uploadEnded(run.path, server.baseUrl)).toMatchObject({
        complete: false,
        message: "UpsertBucket: no",
      });
    }));

  test("a file that is refused is named, and the run is closed all the same", () =>
    withTemporaryFolder(async (folder) => {
      server.faults.push({ operation: "storage", count: 1, reply: 403 });
      const run = exampleRun(folder, 1);
      finishRun(run);
      const outcome = await uploadEnded(run.path, server.baseUrl);
      expect(outcome).toMatchObject({ complete: false, message: expect.stringContaining("config.yaml was not sent") });
      expect(server.onlyRun().complete).toBe(true);
      expect(await uploadEnded(run.path, server.baseUrl)).toMatchObject({ complete: true });
      expect(server.onlyRun().uploaded.has("config.yaml")).toBe(true);
    }));

  test("rows whose answer was lost are not sent twice", () =>
    withTemporaryFolder(async (folder) => {
      const run = exampleRun(folder, 4);
      finishRun(run);
      await uploadEnded(run.path, server.baseUrl);
      const state = readUploadState(run.path);
      if (state === undefined) throw new Error("no state");
      writeUploadState(run.path, { ...state, historyRows: 1 });
      const before = server.requests.length;
      expect(await uploadEnded(run.path, server.baseUrl)).toMatchObject({ rows: 4 });
      expect(server.requests.slice(before).every(({ body }) => !JSON.stringify(body).includes("wandb-history"))).toBe(
        true,
      );
    }));

  test("a server that lost the run gets all of it again", () =>
    withTemporaryFolder(async (folder) => {
      const run = exampleRun(folder, 3);
      finishRun(run);
      await uploadEnded(run.path, server.baseUrl);
      server.runs.clear();
      expect(await uploadEnded(run.path, server.baseUrl)).toMatchObject({ complete: true, rows: 3 });
      expect(server.steps()).toEqual([1, 2, 3]);
      expect(server.onlyRun().uploaded.size).toBeGreaterThan(0);
    }));
});
