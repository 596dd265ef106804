import { createServer, type RequestListener } from "node:http";
import type { AddressInfo } from "node:net";
import { mkdtempSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join, sep } from "node:path";
import { sha256 } from "@intentsmith/core";
import { afterAll, beforeAll, describe, expect, it, onTestFinished } from "vitest";
import { exportModel } from "../export-model.ts";
import { LocalHub } from "../testing/local-hub.ts";
import { LocalStore } from "../testing/local-store.ts";
import { trainedFolder } from "../testing/trained-folder.ts";
import { pushFolder } from "./push-folder.ts";

const work = mkdtempSync(join(tmpdir(), "export-push-"));
const bundle = join(work, "bundle");
afterAll(() => rmSync(work, { recursive: true }));
beforeAll(async () => {
  const precisions = ["fp32", "int8"] as const;
  await exportModel(trainedFolder(join(work, "trained")), bundle, { threads: 1, precisions });
});

/** Path inside the folder → bytes. */
function filesOf(folder: string): Map<string, Buffer> {
  const names = readdirSync(folder, { recursive: true, encoding: "utf8" }).sort();
  const files = names.filter((name) => statSync(join(folder, name)).isFile());
  return new Map(files.map((name) => [name.split(sep).join("/"), readFileSync(join(folder, name))]));
}

async function listen(answer: RequestListener): Promise<string> {
  const server = createServer(answer);
  await new Promise<void>((listening) => server.listen(0, "127.0.0.1", listening));
  onTestFinished(() => {
    server.closeAllConnections();
    server.close();
  });
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
}

describe("a store", () => {
  const version = (): string => sha256(readFileSync(join(bundle, "manifest.json"))).slice(0, 12);

  async function localStore(): Promise<{ store: LocalStore; push: () => ReturnType<typeof pushFolder> }> {
    const store = new LocalStore();
    const environment = {
      AWS_ACCESS_KEY_ID: "AKIDEXAMPLE",
      AWS_SECRET_ACCESS_KEY: "secret",
      AWS_ENDPOINT_URL: await listen(store.answer),
    };
    return { store, push: () => pushFolder(bundle, "s3://models/intents", { environment, retryDelayMs: 1 }) };
  }

  it("gets every file under the version's name, and the pointer last", async () => {
    const { store, push } = await localStore();
    expect(await push()).toEqual({ version: version(), location: `s3://models/intents/${version()}` });
    const expected = [...filesOf(bundle)].map(([name, bytes]) => [`/models/intents/${version()}/${name}`, bytes]);
    const pointer = store.objects.get("/models/intents/latest");
    expect(pointer?.toString()).toBe(`${version()}\n`);
    store.objects.delete("/models/intents/latest");
    expect(Object.fromEntries(store.objects)).toEqual(Object.fromEntries(expected));
    expect(store.requests.at(-1)).toBe("PUT /models/intents/latest");
  });

  it("a copy that breaks off leaves the earlier version current, and goes on later", async () => {
    const { store, push } = await localStore();
    store.objects.set("/models/intents/latest", Buffer.from("earlier\n"));
    store.cuts = (request) => /^PUT .*\/tokenizer\.json$/.test(request);
    await expect(push()).rejects.toMatchObject({ code: "NETWORK_FAILED" });
    expect(store.objects.get("/models/intents/latest")?.toString()).toBe("earlier\n");
    expect(store.objects.has(`/models/intents/${version()}/manifest.json`)).toBe(false);
    store.cuts = () => false;
    await push();
    expect(store.objects.get("/models/intents/latest")?.toString()).toBe(`${version()}\n`);
  });

  it("a version that is there whole is not copied again", async () => {
    const { store, push } = await localStore();
    await push();
    store.requests.length = 0;
    await push();
    expect(store.requests.filter((request) => request.startsWith("PUT"))).toEqual(["PUT /models/intents/latest"]);
  });

  it("a folder that was changed is not published", async () => {
    const { store, push } = await localStore();
    const [path, before] = [join(bundle, "labels.json"), readFileSync(join(bundle, "labels.json"))];
    writeFileSync(path, before.toString("utf8").replace("stop", "shop"));
    await expect(push()).rejects.toMatchObject({ code: "MODEL_MALFORMED" });
    writeFileSync(path, before);
    expect(store.requests).toEqual([]);
  });
});

describe("the hub", () => {
  async function localHub(token = "hf_right"): Promise<{ hub: LocalHub; push: () => ReturnType<typeof pushFolder> }> {
    const hub = new LocalHub();
    const environment = { HF_ENDPOINT: await listen(hub.answer), HF_TOKEN: token };
    return { hub, push: () => pushFolder(bundle, "team/intents", { environment }) };
  }

  it("gets every file in one commit to a private repository", async () => {
    const { hub, push } = await localHub();
    expect(await push()).toMatchObject({ version: "c0ffee", location: expect.stringMatching(/\/team\/intents$/) });
    expect(Object.fromEntries(hub.files)).toEqual(Object.fromEntries(filesOf(bundle)));
    expect(hub.created).toEqual([
      expect.objectContaining({ name: "intents", organization: "team", visibility: "private" }),
    ]);
  });

  it("a repository that is there is taken", async () => {
    const { hub, push } = await localHub();
    hub.exists = true;
    await push();
    expect(hub.files.size).toBe(filesOf(bundle).size);
  });

  it("a refused token and a broken upload are told, and nothing is committed", async () => {
    const refused = await localHub("hf_wrong");
    await expect(refused.push()).rejects.toMatchObject({
      code: "NETWORK_FAILED",
      message: expect.stringMatching(/\/team\/intents: the hub answered 401$/),
      hint: expect.stringContaining("HF_TOKEN"),
    });
    const broken = await localHub();
    broken.hub.broken = "/upload/";
    await expect(broken.push()).rejects.toMatchObject({ code: "NETWORK_FAILED" });
    expect([refused.hub.files.size, broken.hub.files.size]).toEqual([0, 0]);
  });

  it("without a token nothing is sent", async () => {
    const { push } = await localHub("");
    await expect(push()).rejects.toMatchObject({ code: "ARGUMENT_INVALID", hint: expect.stringContaining("HF_TOKEN") });
  });
});

it.each(["intents", "s3:/models", "https://hub.example/a/b", "a/b/c", "../x"])(
  "%s is no place to publish",
  async (target) => {
    await expect(pushFolder(bundle, target)).rejects.toMatchObject({ code: "ARGUMENT_INVALID" });
  },
);
