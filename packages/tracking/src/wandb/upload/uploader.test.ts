/** The uploader as training uses it: a real thread, a real server, real files. */
import { existsSync, writeFileSync } from "node:fs";
import { hostname } from "node:os";
import { join } from "node:path";
import { Worker } from "node:worker_threads";
import { silentLogger } from "@intentsmith/core";
import { afterEach, beforeAll, beforeEach, describe, expect, test } from "vitest";
import { closedPort } from "../../testing/closed-port.ts";
import { buildWorker } from "../../testing/build-worker.ts";
import {
  exampleRun,
  exampleSettings,
  finishRun,
  quickPace,
  withTemporaryFolder,
  writeStep,
} from "../../testing/example-run.ts";
import { MockWandbServer } from "../../testing/mock-wandb-server.ts";
import { settingsForSync } from "../settings/destination.ts";
import { syncRun } from "./sync-run.ts";
import { startUploader, type UploaderOptions } from "./uploader.ts";

beforeAll(buildWorker, 60_000);

let server: MockWandbServer;
let warnings: string[];
let options: UploaderOptions;
beforeEach(async () => {
  server = await MockWandbServer.start();
  warnings = [];
  options = { pace: quickPace, logger: { ...silentLogger, warn: (message) => warnings.push(message) } };
});
afterEach(() => server.stop());

async function until(condition: () => boolean): Promise<void> {
  for (let tries = 0; !condition(); tries++) {
    if (tries > 500) throw new Error("it did not happen within 10 s");
    await new Promise((resolve) => setTimeout(resolve, 20));
  }
}

const historyCount = (): number => server.runs.values().next().value?.lines.get("wandb-history.jsonl")?.size ?? 0;

describe("the uploader", () => {
  test("sends rows while training goes on, and closes the run at the end", () =>
    withTemporaryFolder(async (folder) => {
      const run = exampleRun(folder, 3);
      const uploader = startUploader(run, exampleSettings(server.baseUrl), options);
      await until(() => historyCount() === 2);
      writeStep(run, 4);
      await until(() => historyCount() === 3);
      expect(server.onlyRun().complete).toBe(false);
      finishRun(run);
      const outcome = await uploader.finish();
      expect(outcome).toMatchObject({ complete: true, rows: 4, url: uploader.url });
      expect(server.steps()).toEqual([1, 2, 3, 4]);
      expect(server.onlyRun()).toMatchObject({ complete: true, exitCode: 0 });
      expect(warnings).toEqual([]);
    }));

  test("reports the stop button of the run's page, and still sends what is left", () =>
    withTemporaryFolder(async (folder) => {
      const run = exampleRun(folder, 3);
      const uploader = startUploader(run, exampleSettings(server.baseUrl), options);
      await until(() => historyCount() === 2);
      server.faults.push({ operation: "file_stream", count: 1, reply: "stop" });
      writeStep(run, 4);
      await until(() => uploader.stopRequested());
      expect(uploader.stopRequested()).toBe(true);
      finishRun(run);
      expect(await uploader.finish()).toMatchObject({ complete: true });
    }));

  test("works on, and hears the stop button, while a step blocks the main thread", () =>
    withTemporaryFolder(async (folder) => {
      // The server needs a thread of its own here: this one is blocked for real.
      const counter = new Int32Array(new SharedArrayBuffer(4));
      const thread = new Worker(serverThread, { eval: true, workerData: counter.buffer, execArgv: [] });
      const port = await new Promise((resolve) => thread.once("message", resolve));
      const run = exampleRun(folder, 3);
      const uploader = startUploader(run, exampleSettings(`http://127.0.0.1:${String(port)}`), options);
      for (let waits = 0; waits < 100 && !uploader.stopRequested(); waits++) {
        Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, 50);
      }
      expect(Atomics.load(counter, 0)).toBeGreaterThan(0);
      expect(uploader.stopRequested()).toBe(true);
      finishRun(run);
      await uploader.finish();
      await thread.terminate();
    }));

  test("sends a sign of life when there is nothing new", () =>
    withTemporaryFolder(async (folder) => {
      const run = exampleRun(folder, 0);
      const uploader = startUploader(run, exampleSettings(server.baseUrl), {
        ...options,
        pace: { ...quickPace, heartbeatMs: 50 },
      });
      await until(() => server.operations().filter((operation) => operation === "file_stream").length >= 2);
      expect(server.requests.at(-1)?.body).toEqual({});
      finishRun(run);
      expect(await uploader.finish()).toMatchObject({ complete: true });
    }));

  test("with a server that is down for the whole run: training is not held up, one warning, and the rest is sent later", () =>
    withTemporaryFolder(async (folder) => {
      const address = await closedPort();
      const run = exampleRun(folder, 2);
      const settings = exampleSettings(address, { finishTimeoutSeconds: 0.3 });
      const uploader = startUploader(run, settings, options);
      const start = performance.now();
      for (let step = 3; step <= 200; step++) writeStep(run, step);
      expect(performance.now() - start).toBeLessThan(1000);
      await until(() => warnings.length > 0);
      finishRun(run);
      const outcome = await uploader.finish();
      expect(outcome.complete).toBe(false);
      expect(outcome.message).toMatch(/did not take everything within 0\.3 s/);
      expect(outcome.message).toMatch(/intentsmith runs sync .*run$/);
      expect(warnings).toHaveLength(1);
      expect(existsSync(join(run.path, "wandb/upload.lock"))).toBe(false);
      const result = await syncRun(run.path, exampleSettings(server.baseUrl), silentLogger, { pace: quickPace });
      expect(result).toMatchObject({ rows: 200, newRows: 200 });
      expect(server.steps()).toHaveLength(200);
    }));

  test("with a server that hangs: the end comes after finishTimeoutSeconds, and what arrived is not sent again", () =>
    withTemporaryFolder(async (folder) => {
      const run = exampleRun(folder, 5);
      const settings = exampleSettings(server.baseUrl, { finishTimeoutSeconds: 0.3 });
      const uploader = startUploader(run, settings, { ...options, pace: { ...quickPace, streamTimeoutMs: 60_000 } });
      await until(() => historyCount() === 4);
      server.faults.push({ operation: "*", count: 99, reply: "hang" });
      finishRun(run);
      const start = performance.now();
      expect(await uploader.finish()).toMatchObject({ complete: false });
      expect(performance.now() - start).toBeLessThan(2000);
      server.faults.length = 0;
      const result = await syncRun(
        run.path,
        settingsForSync(run.path, { ...environment(), to: server.baseUrl }),
        silentLogger,
        {
          pace: quickPace,
        },
      );
      expect(result).toMatchObject({ rows: 5, newRows: 1 });
      expect(server.steps()).toEqual([1, 2, 3, 4, 5]);
      expect(server.rewrittenHistory).toBe(0);
    }));

  test("whose key is refused says so once", () =>
    withTemporaryFolder(async (folder) => {
      server.faults.push({ operation: "*", count: 99, reply: 401 });
      const run = exampleRun(folder, 3);
      const uploader = startUploader(run, exampleSettings(server.baseUrl), options);
      await until(() => server.requests.length > 0);
      for (let step = 4; step < 20; step++) writeStep(run, step);
      await new Promise((resolve) => setTimeout(resolve, 200));
      finishRun(run);
      const { message } = await uploader.finish();
      expect([...warnings, message ?? ""].join("\n").match(/refused the API key/g)).toHaveLength(1);
      expect(server.requests).toHaveLength(1);
    }));

  test("sends nothing in mode offline, and makes nothing in mode disabled", () =>
    withTemporaryFolder(async (folder) => {
      const run = exampleRun(folder, 2);
      const disabled = startUploader(run, exampleSettings(server.baseUrl, { mode: "disabled" }), options);
      expect(await disabled.finish()).toEqual({ complete: true, rows: 0 });
      expect(existsSync(join(run.path, "wandb"))).toBe(false);
      const offline = startUploader(run, exampleSettings(server.baseUrl, { mode: "offline" }), options);
      finishRun(run);
      expect((await offline.finish()).message).toMatch(/offline.*intentsmith runs sync/);
      expect(server.requests).toEqual([]);
      const settings = settingsForSync(run.path, { ...environment(), to: server.baseUrl });
      expect(settings).toMatchObject({ mode: "online", project: "demo", entity: "team", baseUrl: server.baseUrl });
      await syncRun(run.path, settings, silentLogger, { pace: quickPace });
      expect(server.steps()).toEqual([1, 2]);
    }));

  test("of another process keeps this one out; a lock that was left behind does not", () =>
    withTemporaryFolder(async (folder) => {
      const run = exampleRun(folder, 1);
      finishRun(run);
      startUploader(run, exampleSettings(server.baseUrl, { mode: "offline" }), options);
      const lock = join(run.path, "wandb/upload.lock");
      writeFileSync(lock, JSON.stringify({ pid: process.ppid, host: hostname() }));
      await expect(syncRun(run.path, exampleSettings(server.baseUrl), silentLogger)).rejects.toMatchObject({
        code: "TRACKING_FAILED",
      });
      writeFileSync(lock, JSON.stringify({ pid: 999_999_999, host: hostname() }));
      expect(await syncRun(run.path, exampleSettings(server.baseUrl), silentLogger, { pace: quickPace })).toMatchObject(
        { rows: 1 },
      );
    }));
});

/** A server that takes everything, counts the stream's requests, and answers each that Stop was pressed. */
const serverThread = `
  const { createServer } = require("node:http");
  const { parentPort, workerData } = require("node:worker_threads");
  const project = { name: "demo", entity: { name: "team" } };
  const upsertBucket = { inserted: true, bucket: { name: "id", historyLineCount: 0, project } };
  const server = createServer((request, response) => {
    request.resume().on("end", () => {
      if (request.url === "/graphql") return response.end(JSON.stringify({ data: { upsertBucket } }));
      Atomics.add(new Int32Array(workerData), 0, 1);
      response.end('{"stopped":true}');
    });
  });
  server.listen(0, "127.0.0.1", () => parentPort.postMessage(server.address().port));
`;

function environment(): { environment: Record<string, string>; home: string; workingDirectory: string } {
  return {
    environment: { WANDB_API_KEY: "0".repeat(40) },
    home: "/nonexistent",
    workingDirectory: "/nonexistent",
  };
}
