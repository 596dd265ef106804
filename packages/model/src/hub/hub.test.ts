import { lstatSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { silentLogger } from "@intentsmith/core";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { cachedCommit, hubCacheFolder, writeRef } from "./hub-cache.ts";
import { downloadModel } from "./hub.ts";
import { loadModel } from "../folder/load-model.ts";
import { resolveBase } from "./resolve-base.ts";
import { startTunnelProxy } from "../testing/tunnel-proxy.ts";
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

  const weights = modelFiles.get("model.safetensors") as Uint8Array;
  const half = weights.byteLength >> 1;
  const left = () => readdirSync(cached("blobs")).filter((name) => !/^[0-9a-f]+$/.test(name));

  it("goes on where the connection broke: at once, or in the next process", async () => {
    hub.cut.add("model.safetensors");
    await expect(downloadModel(id, { environment: environment(), attempts: 1 })).rejects.toMatchObject({
      code: "NETWORK_FAILED",
      message: expect.stringContaining("cannot be read"),
    });
    expect(readdirSync(cached("snapshots", hub.commit))).not.toContain("model.safetensors");
    expect(hub.ranges).toEqual([]);
    const folder = await downloadModel(id, { environment: environment(), attempts: 1 });
    expect(hub.ranges).toEqual([`bytes=${half}-`]);
    expect(new Uint8Array(readFileSync(join(folder, "model.safetensors")))).toEqual(weights);
    rmSync(cached(), { recursive: true });
    await downloadModel(id, { environment: environment(), retryDelayMs: 1 });
    expect(hub.ranges).toHaveLength(2);
    expect(left()).toEqual([]);
  });

  it("two that fetch at once do not disturb each other", async () => {
    const both = await Promise.all([
      downloadModel(id, { environment: environment() }),
      downloadModel(id, { environment: environment() }),
    ]);
    expect(both[0]).toBe(both[1]);
    expect(new Uint8Array(readFileSync(join(both[0] as string, "model.safetensors")))).toEqual(weights);
    expect(left()).toEqual([]);
  });

  it("a body that brings nothing more is given up after a while, and taken up again", async () => {
    hub.hang.add("model.safetensors");
    const warnings: string[] = [];
    const logger = { ...silentLogger, warn: (message: string) => void warnings.push(message) };
    const folder = await downloadModel(id, { environment: environment(), logger, idleTimeoutMs: 300, retryDelayMs: 1 });
    expect(warnings).toEqual([expect.stringMatching(/model\.safetensors: Body Timeout Error; trying again/)]);
    expect(new Uint8Array(readFileSync(join(folder, "model.safetensors")))).toEqual(weights);
  });

  it.each([
    ["another hash than announced", { etag: "0".repeat(64) }, /not have the announced hash 0000/],
    ["more bytes than announced", { sizeBytes: weights.byteLength - 1 }, /bytes expected, the server announces/],
    ["fewer bytes than announced", { sizeBytes: weights.byteLength + 1 }, /bytes expected, the server announces/],
  ])("refuses %s and keeps nothing of it", async (_, listed, reason) => {
    hub.listed.set("model.safetensors", listed);
    await expect(downloadModel(id, { environment: environment() })).rejects.toMatchObject({
      code: "NETWORK_FAILED",
      message: expect.stringMatching(reason),
    });
    expect(left()).toEqual([]);
    expect(readdirSync(cached("snapshots", hub.commit))).not.toContain("model.safetensors");
  });

  it("refuses a small file with another hash, too", async () => {
    hub.listed.set("config.json", { etag: "0".repeat(40) });
    await expect(downloadModel(id, { environment: environment() })).rejects.toThrow(
      /config\.json: the content does not/,
    );
    expect(left()).toEqual([]);
  });

  it.each(["../../../evil", "a".repeat(39), "a".repeat(50), "G".repeat(64), ""])(
    "refuses the hash %j, which would name a file",
    async (etag) => {
      hub.listed.set("model.safetensors", { etag });
      await expect(downloadModel(id, { environment: environment() })).rejects.toMatchObject({
        code: "NETWORK_FAILED",
        message: expect.stringContaining(`model.safetensors: the hub names the hash ${JSON.stringify(etag)}`),
      });
      expect(readdirSync(home).sort()).toEqual(["hub"]);
    },
  );

  it("goes through the proxy that the environment names, and past it for NO_PROXY", async () => {
    const proxy = await startTunnelProxy();
    try {
      await downloadModel(id, { environment: environment({ HTTP_PROXY: proxy.address }) });
      expect(new Set(proxy.tunnels)).toEqual(new Set([new URL(hub.endpoint).host]));
      proxy.tunnels.length = 0;
      rmSync(cached(), { recursive: true });
      await downloadModel(id, { environment: environment({ HTTP_PROXY: proxy.address, NO_PROXY: "127.0.0.1" }) });
      expect(proxy.tunnels).toEqual([]);
    } finally {
      proxy.close();
    }
  });

  it("sends no token over plain http off this machine", async () => {
    const open = environment({ HF_ENDPOINT: "http://hub.example", HF_TOKEN: "hf_secret" });
    await expect(downloadModel(id, { environment: open })).rejects.toMatchObject({
      code: "ARGUMENT_INVALID",
      message: "http://hub.example: the hub's token would travel unencrypted",
    });
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

describe("refs", () => {
  it.each(["../../x", "a/../../x", "/x", "a//b", ".", "a\\b", ""])("the revision %j is no path", (revision) => {
    const refused = expect.objectContaining({
      code: "ARGUMENT_INVALID",
      hint: expect.stringContaining("A revision has"),
    });
    expect(() => writeRef(home, id, revision, hub.commit)).toThrow(refused);
    expect(() => cachedCommit(home, id, revision)).toThrow(refused);
    expect(readdirSync(home)).toEqual([]);
  });

  it("a revision that is no path is refused before anything is asked, with what one may be", async () => {
    await expect(downloadModel(`${id}@a/../b`, { environment: environment() })).rejects.toMatchObject({
      code: "ARGUMENT_INVALID",
      message: `${id}: expected a branch, tag or commit, received the revision "a/../b"`,
      hint: expect.stringContaining("A revision has letters, digits"),
    });
    expect(hub.requests).toEqual([]);
  });

  it("a ref that names a path instead of a commit is refused", async () => {
    await downloadModel(id, { environment: environment() });
    writeFileSync(cached("refs", "main"), "../../../elsewhere");
    await expect(downloadModel(id, { environment: environment({ HF_HUB_OFFLINE: "1" }) })).rejects.toMatchObject({
      code: "FILE_MALFORMED",
      message: expect.stringContaining("expected a commit"),
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
