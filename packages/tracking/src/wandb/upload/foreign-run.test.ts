import { mkdirSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { silentLogger } from "@intentsmith/core";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import type { RunDirectory } from "../../run/run-directory.ts";
import {
  exampleKey,
  exampleRun,
  exampleSettings,
  finishRun,
  quickPace,
  withTemporaryFolder,
} from "../../testing/example-run.ts";
import { MockWandbServer } from "../../testing/mock-wandb-server.ts";
import { settingsForSync, writeDestination } from "../settings/destination.ts";
import { exportWandb } from "../offline/offline-log.ts";
import { syncRun } from "./sync-run.ts";
import { resolveWandbSettings, type SettingsSources } from "../settings/wandb-settings.ts";

let server: MockWandbServer;
beforeEach(async () => {
  server = await MockWandbServer.start();
});
afterEach(() => server.stop());

/** What the user has: a key for the usual server, and nothing that names another one. */
function user(home: string, more: SettingsSources = {}): SettingsSources {
  return { environment: { WANDB_API_KEY: exampleKey }, home, workingDirectory: home, ...more };
}

/** A finished run whose folder names `server`. */
function foreignRun(folder: string, modelDirectory?: string): RunDirectory {
  const run = exampleRun(folder, 2);
  finishRun(run, modelDirectory);
  writeDestination(run.path, exampleSettings(server.baseUrl, { mode: "offline" }));
  return run;
}

const send = (run: RunDirectory, sources: SettingsSources): Promise<unknown> =>
  Promise.resolve().then(() =>
    syncRun(run.path, settingsForSync(run.path, sources), silentLogger, { pace: quickPace }),
  );

describe("a run folder that names a server", () => {
  test("gets no key that the user has for another one; the way out is named", () =>
    withTemporaryFolder(async (folder) => {
      await expect(send(foreignRun(folder), user(folder))).rejects.toMatchObject({
        code: "TRACKING_HOST_REFUSED",
        message: expect.stringContaining(server.baseUrl),
        hint: expect.stringContaining(`runs sync RUN --to ${server.baseUrl}`),
      });
      expect(server.requests).toEqual([]);
    }));

  test("gets none of the user's settings file either, which may name a server of its own", () =>
    withTemporaryFolder(async (folder) => {
      mkdirSync(join(folder, ".config/wandb"), { recursive: true });
      const settings = `[default]\napi_key = ${exampleKey}\nbase_url = https://wandb.company.example\n`;
      writeFileSync(join(folder, ".config/wandb/settings"), settings);
      await expect(send(foreignRun(folder), user(folder, { environment: {} }))).rejects.toMatchObject({
        code: "TRACKING_HOST_REFUSED",
        message: expect.stringContaining("the key is for https://wandb.company.example"),
      });
      expect(server.requests).toEqual([]);
    }));

  test.each([
    ["--to names it", () => ({ to: server.baseUrl })],
    [
      "the environment names it",
      () => ({ environment: { WANDB_API_KEY: exampleKey, WANDB_BASE_URL: `${server.baseUrl}/` } }),
    ],
    ["netrc has a key for it", () => ({ environment: {} })],
  ])("is sent there if %s", (_, more) =>
    withTemporaryFolder(async (folder) => {
      const host = new URL(server.baseUrl).host;
      writeFileSync(join(folder, ".netrc"), `machine ${host} login user password ${exampleKey}\n`);
      await send(foreignRun(folder), user(folder, more()));
      expect(server.steps()).toEqual([1, 2]);
    }),
  );

  test("does not decide where it goes if --to names another one", () =>
    withTemporaryFolder((folder) => {
      const { baseUrl, apiKey } = settingsForSync(foreignRun(folder).path, user(folder, { to: "wandb.mine.example" }));
      expect({ baseUrl, apiKey }).toEqual({ baseUrl: "https://wandb.mine.example", apiKey: exampleKey });
    }));
});

test("the working folder's settings name no server for the user's key, and turn off no check of certificates", () =>
  withTemporaryFolder((folder) => {
    mkdirSync(join(folder, "wandb"));
    writeFileSync(join(folder, "wandb/settings"), `[default]\nbase_url = ${server.baseUrl}\napi_key = ${exampleKey}\n`);
    expect(() => resolveWandbSettings({}, user(folder))).toThrow(
      expect.objectContaining({ code: "TRACKING_HOST_REFUSED" }),
    );
    writeFileSync(join(folder, "wandb/settings"), "[default]\ninsecure_disable_ssl = true\nproject = theirs\n");
    expect(resolveWandbSettings({}, user(folder))).toMatchObject({ verifyTls: true, project: "theirs" });
  }));

describe("what is sent lies in the run", () => {
  const secret = "a line that stays here";
  const outside = (folder: string): string => {
    mkdirSync(join(folder, "outside"), { recursive: true });
    writeFileSync(join(folder, "outside/secret.txt"), `${secret}\n`);
    return join(folder, "outside");
  };
  const arrived = (): string => JSON.stringify(server.requests) + [...server.blobs.values()].join("");

  test.each(["output.log", "metrics.jsonl", "final-metrics.json", "eval/mine_results.csv"])(
    "%s as a link out of it is refused before anything is sent",
    (name) =>
      withTemporaryFolder(async (folder) => {
        const run = foreignRun(folder);
        mkdirSync(join(run.path, "eval"), { recursive: true });
        rmSync(join(run.path, name), { force: true });
        symlinkSync(join(outside(folder), "secret.txt"), join(run.path, name));
        const refused = { code: "ARGUMENT_INVALID", message: expect.stringContaining("must lie in the run's folder") };
        await expect(send(run, user(folder, { to: server.baseUrl }))).rejects.toMatchObject(refused);
        expect(server.requests).toEqual([]);
        const offline = exampleSettings(server.baseUrl, { mode: "offline" });
        await expect(exportWandb(run.path, join(folder, "out"), offline)).rejects.toMatchObject(refused);
      }),
  );

  test("a link among logFiles is told, and the file stays here", () =>
    withTemporaryFolder(async (folder) => {
      const run = foreignRun(folder);
      symlinkSync(outside(folder), join(run.path, "report"));
      const settings = exampleSettings(server.baseUrl, { logFiles: ["report/secret.txt"] });
      await expect(syncRun(run.path, settings, silentLogger, { pace: quickPace })).rejects.toMatchObject({
        code: "TRACKING_FAILED",
        message: expect.stringMatching(/report\/secret\.txt: what is sent must lie in the run's folder/),
      });
      expect(arrived()).not.toContain(secret);
    }));

  test.each(["elsewhere", "a link", "a link in it"])("a model that is %s is told, and stays here", (kind) =>
    withTemporaryFolder(async (folder) => {
      const there = outside(folder);
      const model = kind === "elsewhere" ? there : join(folder, "run/model");
      const run = foreignRun(folder, model);
      if (kind === "a link") symlinkSync(there, model);
      if (kind === "a link in it") {
        mkdirSync(model);
        symlinkSync(join(there, "secret.txt"), join(model, "config.json"));
      }
      const settings = exampleSettings(server.baseUrl, { logArtifact: true });
      await expect(syncRun(run.path, settings, silentLogger, { pace: quickPace })).rejects.toMatchObject({
        code: "TRACKING_FAILED",
        message: expect.stringMatching(/the model was not sent: .* must lie in the run's folder/),
      });
      expect(arrived()).not.toContain(secret);
      expect(server.artifacts.size).toBe(0);
    }),
  );
});
