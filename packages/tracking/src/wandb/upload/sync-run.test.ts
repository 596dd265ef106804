import { silentLogger } from "@intentsmith/core";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { closedPort } from "../../testing/closed-port.ts";
import { exampleRun, exampleSettings, finishRun, quickPace, withTemporaryFolder } from "../../testing/example-run.ts";
import { MockWandbServer } from "../../testing/mock-wandb-server.ts";
import { syncRun } from "./sync-run.ts";

let server: MockWandbServer;
beforeEach(async () => {
  server = await MockWandbServer.start();
});
afterEach(() => server.stop());

describe("runs sync", () => {
  test("says what went wrong, and that nothing is lost", () =>
    withTemporaryFolder(async (folder) => {
      server.faults.push({ operation: "file_stream", count: 99, reply: 403 });
      const run = exampleRun(folder, 1);
      finishRun(run);
      await expect(
        syncRun(run.path, exampleSettings(server.baseUrl), silentLogger, { pace: quickPace }),
      ).rejects.toMatchObject({
        code: "TRACKING_FAILED",
        message: expect.stringContaining("HTTP 403"),
        hint: expect.stringContaining("runs sync"),
      });
    }));

  test("gives up after WANDB_INIT_TIMEOUT seconds without an answer", () =>
    withTemporaryFolder(async (folder) => {
      const run = exampleRun(folder, 1);
      finishRun(run);
      const settings = { ...exampleSettings(await closedPort()), initTimeoutSeconds: 0.2 };
      await expect(syncRun(run.path, settings, silentLogger, { pace: quickPace })).rejects.toMatchObject({
        code: "TRACKING_FAILED",
        message: expect.stringContaining("ECONNREFUSED"),
      });
    }));

  test("closes a run that was killed as failed", () =>
    withTemporaryFolder(async (folder) => {
      const run = exampleRun(folder, 2);
      await syncRun(run.path, exampleSettings(server.baseUrl), silentLogger, { pace: quickPace });
      expect(server.onlyRun()).toMatchObject({ complete: true, exitCode: 1 });
      expect(server.steps()).toEqual([1, 2]);
    }));
});
