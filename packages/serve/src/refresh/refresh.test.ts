import { cpSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { silentLogger, type Logger } from "@intentsmith/core";
import { expect, it, onTestFinished } from "vitest";
import type { RunningService } from "../service.ts";
import { exportedFolder } from "../testing/exported-folder.ts";
import { post, runningService } from "../testing/running-service.ts";
import { ModelStateFile } from "./model-state.ts";
import { Probation } from "./probation.ts";
import { listVersions } from "./version-list.ts";

const golden = {
  format: 1,
  tolerance: 1e-4,
  cases: [
    { text: "where is my parcel?", label: "track_parcel", score: 0.979504248208717 },
    { text: "new password", label: "reset_password", score: 0.9797964020908029 },
  ],
};

interface Versions {
  root: string;
  state: ModelStateFile;
  messages: string[];
  /** Makes a version; each has a manifest of its own. */
  make(name: string, goldenSet?: object): string;
  point(name: string): void;
  serve(): Promise<RunningService>;
}

function versions(): Versions {
  const work = mkdtempSync(join(tmpdir(), "intentsmith-refresh-"));
  onTestFinished(() => rmSync(work, { recursive: true, force: true }));
  const root = join(work, "models");
  const stateFile = join(work, "state.json");
  const messages: string[] = [];
  const logger: Logger = { ...silentLogger, warn: (message) => messages.push(message) };
  return {
    root,
    state: new ModelStateFile(stateFile),
    messages,
    make(name, goldenSet = golden) {
      const folder = join(root, name);
      cpSync(exportedFolder, folder, { recursive: true });
      const path = join(folder, "manifest.json");
      const manifest = JSON.parse(readFileSync(path, "utf8")) as object;
      writeFileSync(path, JSON.stringify({ ...manifest, base: name }));
      writeFileSync(join(folder, "golden.json"), JSON.stringify(goldenSet));
      return folder;
    },
    point: (name) => writeFileSync(join(root, "latest"), `${name}\n`),
    serve: () => runningService({ model: root, stateFile, refreshSeconds: 3600, name: "tiny" }, logger),
  };
}

it("a new version takes over without one dropped request, and says which it is", async () => {
  const { make, point, serve, root, state } = versions();
  make("v1");
  make("v2");
  point("v1");
  const service = await serve();
  const first = service.modelVersion();
  const statuses: number[] = [];
  const seen = new Set<string>();
  const load = new AbortController();
  const clients = Array.from({ length: 6 }, async () => {
    while (!load.signal.aborted) {
      const answer = await post(`${service.url}/v1/classify`, { input: ["where is my parcel?"] });
      const body = (await answer.json()) as { model: { version: string }; results: { label: string }[] };
      statuses.push(answer.status);
      seen.add(body.model.version);
      expect(body.results[0]?.label).toBe("track_parcel");
    }
  });
  point("v2");
  await service.refresh();
  await new Promise((later) => setTimeout(later, 100));
  load.abort();
  await Promise.all(clients);
  const second = service.modelVersion();
  expect(second).not.toBe(first);
  expect(seen).toEqual(new Set([first, second]));
  expect(new Set(statuses)).toEqual(new Set([200]));
  expect(statuses.length).toBeGreaterThan(20);
  expect(listVersions(root, state.read())).toEqual([
    { name: "v1", marks: ["previous"] },
    { name: "v2", marks: ["latest", "served"] },
  ]);
});

it.each([
  ["a changed byte", "model.onnx", /SHA-256 \w+ expected by the manifest/],
  ["a golden set that it does not meet", "golden.json", /golden set: 1 of 2 answers are as recorded/],
  ["a pointer to nothing", "", /it names v2, but .* is not there/],
  ["a pointer out of the folder", "../v1", /expected the name of a folder, found "\.\.\/v1"/],
])("%s: the version before stays, and the reason is said", async (_, what, reason) => {
  const { make, point, serve, state, messages } = versions();
  make("v1");
  point("v1");
  const service = await serve();
  const first = service.modelVersion();
  if (what === "model.onnx") {
    const path = join(make("v2"), what);
    const bytes = readFileSync(path);
    bytes[bytes.length >> 1]! ^= 1;
    writeFileSync(path, bytes);
  } else if (what === "golden.json") {
    make("v2", { ...golden, cases: [golden.cases[0], { text: "new password", label: "track_parcel" }] });
  }
  point(what.startsWith(".") ? what : "v2");
  await service.refresh();
  expect(service.modelVersion()).toBe(first);
  expect(messages.join("\n")).toMatch(reason);
  expect((await post(`${service.url}/predict`, { text: "cancel" })).status).toBe(200);
  const quarantined = what.endsWith(".onnx") || what.endsWith(".json");
  if (quarantined) expect(state.read().quarantined["v2"]).toMatch(reason);
  // It is not tried again every minute.
  const before = messages.length;
  await service.refresh();
  expect(messages.length).toBe(quarantined ? before : before + 1);
});

it("a version that keeps crashing after it took over is rolled back by itself", async () => {
  const { make, point, serve, state } = versions();
  make("v1");
  make("v2");
  point("v1");
  const service = await serve();
  const first = service.modelVersion();
  point("v2");
  await service.refresh();
  expect(service.modelVersion()).not.toBe(first);
  for (let i = 0; i < 3; i++) {
    await expect.poll(() => service.enginePid(), { timeout: 5000 }).toBeTypeOf("number");
    const pid = service.enginePid() as number;
    process.kill(pid, "SIGKILL");
    await expect.poll(() => service.enginePid() !== pid, { timeout: 5000 }).toBe(true);
  }
  await expect
    .poll(
      async () => {
        await post(`${service.url}/predict`, { text: "cancel" });
        return service.modelVersion();
      },
      { timeout: 10_000 },
    )
    .toBe(first);
  expect(state.read().quarantined["v2"]).toMatch(/its process ended 3 times within a minute/);
  expect((await post(`${service.url}/predict`, { text: "cancel" })).status).toBe(200);
});

it("pin goes to a version and back to the pointer", async () => {
  const { make, point, serve, state } = versions();
  make("v1");
  make("v2");
  point("v2");
  const service = await serve();
  const second = service.modelVersion();
  state.pin("v1");
  await service.refresh();
  expect(service.modelVersion()).not.toBe(second);
  state.pin(undefined);
  await service.refresh();
  expect(service.modelVersion()).toBe(second);
});

it("started on a version that is damaged, the service answers with the one served before", async () => {
  const { make, point, serve, root, state } = versions();
  make("v1");
  const second = make("v2");
  point("v1");
  const before = await serve();
  const first = before.modelVersion();
  await before.stop();
  writeFileSync(join(second, "model.onnx"), "cut");
  point("v2");
  expect((await serve()).modelVersion()).toBe(first);
  expect(listVersions(root, state.read())[1]?.marks[1]).toMatch(/^quarantined: .*model\.onnx: \d+ bytes expected/);
});

it("probation: more than 1 % of at least 100 requests, or three crashes in a minute", () => {
  const probation = new Probation();
  for (let i = 0; i < 98; i++) probation.count(true);
  probation.count(false);
  expect(probation.failed({ recentCrashes: 2 })).toBe(false);
  probation.count(false);
  expect(probation.failed({ recentCrashes: 0 })).toBe(true);
  expect(probation.reason).toBe("2 of 100 requests failed");
  expect(new Probation().failed({ recentCrashes: 3 })).toBe(true);
});
