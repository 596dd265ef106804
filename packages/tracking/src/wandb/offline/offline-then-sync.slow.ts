/** Mode offline, then `runs sync` over a bad line: what the quick tests do in small, for a run of many steps. */
import { silentLogger } from "@intentsmith/core";
import { afterAll, beforeAll, expect, test } from "vitest";
import {
  exampleKey,
  exampleRun,
  exampleSettings,
  finishRun,
  quickPace,
  withTemporaryFolder,
} from "../../testing/example-run.ts";
import { MockWandbServer } from "../../testing/mock-wandb-server.ts";
import { settingsForSync } from "../settings/destination.ts";
import { syncRun } from "../upload/sync-run.ts";
import { startUploader } from "../upload/uploader.ts";

let server: MockWandbServer;
beforeAll(async () => {
  server = await MockWandbServer.start();
});
afterAll(() => server.stop());

test("a run of 50,000 steps made offline is sent whole by repeated syncs, each going on where the last one failed", () =>
  withTemporaryFolder(async (folder) => {
    const run = exampleRun(folder, 50_000);
    for (let line = 0; line < 20_000; line++) run.appendOutput(`line ${line} ${"x".repeat(100)}`);
    const uploader = startUploader(run, exampleSettings(server.baseUrl, { mode: "offline" }));
    finishRun(run);
    expect(await uploader.finish()).toMatchObject({ complete: false });
    expect(server.requests).toEqual([]);

    const settings = settingsForSync(run.path, {
      environment: { WANDB_API_KEY: exampleKey },
      home: "/nonexistent",
      to: server.baseUrl,
    });
    let failures = 0;
    for (let requests = 2; ; requests += 2) {
      server.faults.length = 0;
      // Lets some requests through, then refuses for good.
      const start = server.requests.length;
      const watch = setInterval(() => {
        if (server.requests.length - start >= requests && server.faults.length === 0) {
          server.faults.push({ operation: "file_stream", count: 1, reply: 403 });
        }
      }, 1);
      const result = await syncRun(run.path, settings, silentLogger, { pace: quickPace }).catch(() => undefined);
      clearInterval(watch);
      if (result !== undefined) break;
      failures += 1;
    }
    expect(failures).toBeGreaterThan(0);
    const rows = server.linesOf(server.onlyRun(), "wandb-history.jsonl");
    expect(rows.map((row) => (JSON.parse(row) as { _step: number })._step)).toEqual(
      Array.from({ length: 50_000 }, (_, index) => index + 1),
    );
    expect(server.linesOf(server.onlyRun(), "output.log")).toHaveLength(20_000);
    expect(server.rewrittenHistory).toBe(0);
    expect(server.onlyRun()).toMatchObject({ complete: true, exitCode: 0 });
  }));
