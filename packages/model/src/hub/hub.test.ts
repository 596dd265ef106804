import { lstatSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { silentLogger } from "@intentsmith/core";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { hubCacheFolder } from "./hub-cache.ts";
import { downloadModel } from "./hub.ts";
import { loadModel } from "../folder/load-model.ts";
import { resolveBase } from "./resolve-base.ts";
import { startLocalHub, type LocalHub } from "../testing/local-hub.ts";
import { tinyBertFolder } from "../testing/tiny-bert.ts";

const id = "someone/tiny-bert";
const paths = readdirSync(tinyBertFolder, { recursive: true, withFileTypes: true })
  .filter((entry) => entry.isFile())
  .map((entry) =>
    join(entry.parentPath, entry.name)
      .slice(tinyBertFolder.length + 1)
      .replaceAll("\\", "/"),
  );
const modelFiles = new Map(paths.map((path) => [path, new Uint8Array(readFileSync(join(tinyBertFolder, path)))]));
const notNeeded = new Map([
  ["README.md", new TextEncoder().encode("# card")],
  ["onnx/model.onnx", new Uint8Array(100)],
  ["pytorch_model.bin", new Uint8Array(100)],
]);
const files = new Map([...modelFiles, ...notNeeded]);

let home: string;
let hub: LocalHub;
const environment = (more: Record<string, string> = {}) => ({ HF_HOME: home, HF_ENDPOINT: hub.endpoint, ...more });
const cached = (...parts: string[]) => join(home, "hub", "models--someone--tiny-bert", ...parts);

beforeEach(async () => {
  home = mkdtempSync(join(tmpdir(), "hub-"));
  hub = await startLocalHub({ id, files });
});
afterEach(async () => {
  await hub.close();
  rmSync(home, { recursive: true });
});

describe("downloadModel", () => {
  it("fetches what a sentence encoder needs into the cache that Python shares", async () => {
    const folder = await downloadModel(id, { environment: environment() });
    expect(folder).toBe(cached("snapshots", hub.commit));
    expect(readFileSync(cached("refs", "main"), "utf8")).toBe(hub.commit);
    for (const [path, bytes] of modelFiles) {
      expect(new Uint8Array(readFileSync(join(folder, path))), path).toEqual(bytes);
      expect(lstatSync(join(folder, path)).isSymbolicLink(), path).toBe(true);
    }
    for (const path of notNeeded.keys()) expect(hub.requests).not.toContain(`GET /${id}/resolve/${hub.commit}/${path}`);
    expect(readdirSync(cached("blobs"))).toHaveLength(modelFiles.size);
    expect((await loadModel(folder)).source).toBe(`${id}@${hub.commit}`);
  });

  it("fetches only what is missing", async () => {
    const folder = await downloadModel(id, { environment: environment() });
    rmSync(join(folder, "vocab.txt"));
    rmSync(join(folder, "config.json"));
    rmSync(cached("blobs", readdirSync(cached("blobs")).find((name) => name.length === 64) as string));
    hub.requests.length = 0;
    await downloadModel(id, { environment: environment() });
    const fetched = new Set(hub.requests.filter((request) => request.includes("/resolve/")));
    expect([...fetched]).toEqual([`GET /${id}/resolve/${hub.commit}/model.safetensors`]);
    expect((await loadModel(folder)).config.hiddenSize).toBe(16);
  });

  it.each([
    ["id@revision", "v1", { suffix: "@v1", revision: undefined }],
    ["the option", "v1", { suffix: "", revision: "v1" }],
    ["a commit", "", { suffix: "@COMMIT", revision: undefined }],
  ])("pins a revision by %s", async (_, ref, { suffix, revision }) => {
    const pinned = id + suffix.replace("COMMIT", hub.commit);
    const folder = await downloadModel(pinned, { environment: environment(), ...(revision ? { revision } : {}) });
    expect(folder).toBe(cached("snapshots", hub.commit));
    expect(lstatSync(cached("refs", ref || "."), { throwIfNoEntry: false })?.isFile() ?? false).toBe(ref !== "");
  });

  it("sends the token and says what to do without one", async () => {
    await hub.close();
    hub = await startLocalHub({ id, files, token: "hf_secret" });
    await expect(downloadModel(id, { environment: environment() })).rejects.toMatchObject({
      code: "FILE_NOT_FOUND",
      message: expect.stringContaining("answers 401: no such model or revision, or it is not open to you"),
      hint: expect.stringContaining("set HF_TOKEN"),
    });
    writeFileSync(join(home, "token"), "hf_wrong\n");
    const failure: Error = (await downloadModel(id, { environment: environment() }).catch(
      (error: Error) => error,
    )) as Error;
    expect(failure).toMatchObject({ hint: expect.stringContaining("your token may read it") });
    expect(JSON.stringify(failure) + failure.message).not.toContain("hf_wrong");
    await downloadModel(id, { environment: environment({ HF_TOKEN: "hf_secret" }) });
    await expect(downloadModel(id, { environment: environment({ HF_TOKEN: "sk-1" }) })).rejects.toMatchObject({
      code: "ARGUMENT_INVALID",
      message: expect.not.stringContaining("sk-1"),
    });
  });

  it("names a model or revision that is not there", async () => {
    for (const missing of ["someone/else", `${id}@v9`]) {
      await expect(downloadModel(missing, { environment: environment() })).rejects.toMatchObject({
        code: "FILE_NOT_FOUND",
        message: expect.stringContaining("answers 404"),
      });
    }
  });

  it.each(["a/b/c", "nobody", "a/b@", "a/b@../../x", "a/b@v1@v2", "../../x/y"])("refuses %s as an id", async (bad) => {
    await expect(downloadModel(bad, { environment: environment() })).rejects.toMatchObject({
      code: "ARGUMENT_INVALID",
    });
    expect(hub.requests).toEqual([]);
  });

  it("leaves nothing half-written when the connection breaks, and goes on at the next try", async () => {
    hub.cut.add("model.safetensors");
    await expect(downloadModel(id, { environment: environment() })).rejects.toMatchObject({ code: "NETWORK_FAILED" });
    expect(readdirSync(cached("blobs")).filter((name) => name.includes("incomplete"))).toEqual([]);
    expect(readdirSync(cached("snapshots", hub.commit))).not.toContain("model.safetensors");
    hub.cut.clear();
    await downloadModel(id, { environment: environment() });
    expect(readdirSync(cached("snapshots", hub.commit))).toContain("model.safetensors");
  });
});

describe("without a network", () => {
  let unreachable: { HF_ENDPOINT: string };

  beforeEach(async () => {
    const gone = await startLocalHub({ id, files });
    await gone.close();
    unreachable = { HF_ENDPOINT: gone.endpoint };
  });

  it("uses what was fetched before, and says so", async () => {
    const folder = await downloadModel(id, { environment: environment() });
    const warnings: string[] = [];
    const logger = { ...silentLogger, warn: (message: string) => void warnings.push(message) };
    expect(await downloadModel(id, { environment: environment(unreachable), logger })).toBe(folder);
    expect(warnings).toEqual([expect.stringContaining("the copy in the cache is used")]);
    expect(await downloadModel(`${id}@${hub.commit}`, { environment: environment(unreachable) })).toBe(folder);
  });

  it("asks nobody with HF_HUB_OFFLINE", async () => {
    const offline = environment({ HF_HUB_OFFLINE: "1" });
    await expect(downloadModel(id, { environment: offline })).rejects.toMatchObject({
      code: "FILE_NOT_FOUND",
      message: expect.stringContaining("HF_HUB_OFFLINE is set"),
    });
    expect(hub.requests).toEqual([]);
    const folder = await downloadModel(id, { environment: environment() });
    hub.requests.length = 0;
    expect(await downloadModel(id, { environment: offline })).toBe(folder);
    expect(hub.requests).toEqual([]);
  });

  it("says what failed when nothing was fetched before", async () => {
    await expect(downloadModel(id, { environment: environment(unreachable) })).rejects.toMatchObject({
      code: "NETWORK_FAILED",
      message: expect.stringMatching(/127\.0\.0\.1:\d+ cannot be read: .*ECONNREFUSED/),
    });
  });
});

describe("hubCacheFolder", () => {
  it.each([
    [{ HF_HUB_CACHE: "/a", HF_HOME: "/b" }, "/a"],
    [{ HUGGINGFACE_HUB_CACHE: "/a", HF_HOME: "/b" }, "/a"],
    [{ HF_HUB_CACHE: "", HF_HOME: "/b", XDG_CACHE_HOME: "/c" }, "/b/hub"],
    [{ XDG_CACHE_HOME: "/c" }, "/c/huggingface/hub"],
  ])("%o → %s", (variables, folder) => {
    expect(hubCacheFolder(variables).replaceAll("\\", "/")).toBe(folder);
  });
});

describe("resolveBase on the hub", () => {
  it("fetches a hub id", async () => {
    expect(await resolveBase(id, { environment: environment() })).toBe(cached("snapshots", hub.commit));
  });

  it("takes a bare name as one of sentence-transformers'", async () => {
    await expect(resolveBase("all-tiny-L1", { environment: environment() })).rejects.toMatchObject({
      code: "FILE_NOT_FOUND",
      message: expect.stringMatching(
        /^all-tiny-L1: no such folder; taken as a hub id: sentence-transformers\/all-tiny-L1/,
      ),
    });
  });
});
