import {
  cpSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  writeFileSync,
} from "node:fs";
import { createServer, type IncomingMessage, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { sha256, silentLogger } from "@intentsmith/core";
import { expect, it, onTestFinished, vi } from "vitest";
import type { RunningService } from "../service.ts";
import { exportedFolder } from "../testing/exported-folder.ts";
import { post, runningService } from "../testing/running-service.ts";
import { instanceCredentials } from "./instance-credentials.ts";
import { ModelStateFile } from "./model-state.ts";

/** Serves a folder as a static server does, with ETags; S3's paths begin with the bucket. */
class RemoteFolder {
  readonly folder: string;
  readonly requests: string[] = [];
  /** Breaks the connection in the middle of the body. */
  cut: (path: string) => boolean = () => false;
  /** What every request must have. */
  authorization: RegExp | undefined;
  url = "";

  constructor(folder: string) {
    this.folder = folder;
    mkdirSync(folder, { recursive: true });
  }

  async listen(): Promise<this> {
    const server = createServer((request, response) => this.#answer(request, response));
    await new Promise<void>((listening) => server.listen(0, "127.0.0.1", listening));
    onTestFinished(() => {
      server.closeAllConnections();
      server.close();
    });
    this.url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
    return this;
  }

  #answer({ url = "", headers }: IncomingMessage, response: ServerResponse): void {
    const path = join(this.folder, url.replace(/^\/(models|bucket\/intents)\//, ""));
    if (this.authorization !== undefined && !this.authorization.test(headers.authorization ?? "")) {
      return void response.writeHead(403).end();
    }
    if (!existsSync(path) || !statSync(path).isFile()) return void response.writeHead(404).end();
    const bytes = readFileSync(path);
    const etag = `"${sha256(bytes)}"`;
    const status = headers["if-none-match"] === etag ? 304 : headers.range === undefined ? 200 : 206;
    this.requests.push(`${status} ${url}`);
    if (status === 304) return void response.writeHead(304, { etag }).end();
    const start = Number(/^bytes=(\d+)-$/.exec(headers.range ?? "")?.[1] ?? 0);
    const range = status === 206 ? { "content-range": `bytes ${start}-${bytes.length - 1}/${bytes.length}` } : {};
    response.writeHead(status, { etag, "content-length": bytes.length - start, ...range });
    if (!this.cut(url)) return void response.end(bytes.subarray(start));
    response.write(bytes.subarray(start, start + (bytes.length >> 1)), () => response.destroy());
  }

  /** Makes a version; each has a manifest of its own. */
  make(name: string): void {
    cpSync(exportedFolder, join(this.folder, name), { recursive: true });
    const path = join(this.folder, name, "manifest.json");
    writeFileSync(path, JSON.stringify({ ...(JSON.parse(readFileSync(path, "utf8")) as object), base: name }));
  }

  point(name: string): void {
    writeFileSync(join(this.folder, "latest"), `${name}\n`);
  }
}

async function remoteFolder(): Promise<{ remote: RemoteFolder; dataDir: string; messages: string[] }> {
  const work = mkdtempSync(join(tmpdir(), "intentsmith-remote-"));
  onTestFinished(() => rmSync(work, { recursive: true, force: true }));
  return { remote: await new RemoteFolder(join(work, "remote")).listen(), dataDir: join(work, "data"), messages: [] };
}

function serve(model: string, dataDir: string, messages: string[], changes = {}): Promise<RunningService> {
  const logger = { ...silentLogger, warn: (message: string) => void messages.push(message) };
  return runningService({ model, dataDir, refreshSeconds: 3600, ...changes }, logger);
}

const local = (dataDir: string): string[] => readdirSync(join(dataDir, "versions")).sort();

it("over HTTP: the version that is pointed at is copied and served, the next one takes over, three stay", async () => {
  const { remote, dataDir, messages } = await remoteFolder();
  for (const name of ["v1", "v2", "v3", "v4"]) remote.make(name);
  remote.point("v1");
  const service = await serve(`${remote.url}/models`, dataDir, messages);
  const seen = [service.modelVersion()];
  await service.refresh();
  expect(remote.requests.at(-1)).toBe("304 /models/latest");
  for (const name of ["v2", "v3", "v4"]) {
    remote.point(name);
    await service.refresh();
    seen.push(service.modelVersion());
  }
  expect(new Set(seen).size).toBe(4);
  expect(local(dataDir)).toEqual(["latest", "v2", "v3", "v4"]);
  expect(messages).toEqual([]);
  expect((await post(`${service.url}/predict`, { text: "cancel" })).status).toBe(200);
});

it("a copy that is cut goes on where it stopped; a changed file is refused once and for all", async () => {
  const { remote, dataDir, messages } = await remoteFolder();
  for (const name of ["v1", "v2", "v3"]) remote.make(name);
  remote.point("v1");
  const service = await serve(`${remote.url}/models`, dataDir, messages);
  const first = service.modelVersion();
  let cuts = 0;
  remote.cut = (path) => path.endsWith("v2/model.onnx") && cuts++ < 1;
  remote.point("v2");
  await service.refresh();
  expect(service.modelVersion()).not.toBe(first);
  expect(remote.requests).toContain("206 /models/v2/model.onnx");
  const second = service.modelVersion();
  writeFileSync(
    join(remote.folder, "v3", "vocab.txt"),
    readFileSync(join(remote.folder, "v3", "vocab.txt"), "utf8").replace("stop", "shop"),
  );
  remote.point("v3");
  await service.refresh();
  await service.refresh();
  expect(service.modelVersion()).toBe(second);
  expect(messages).toEqual([expect.stringMatching(/v3\/vocab\.txt: SHA-256 \w+ expected/)]);
  expect(new ModelStateFile(join(dataDir, "models.json")).read().quarantined["v3"]).toMatch(/SHA-256/);
});

it("a pointer to nothing, a path for a name, a server that is gone: the model stays, and a restart serves the copy", async () => {
  const { remote, dataDir, messages } = await remoteFolder();
  remote.make("v1");
  remote.point("v1");
  const service = await serve(`${remote.url}/models`, dataDir, messages);
  const first = service.modelVersion();
  for (const [pointer, reason] of [
    ["v9", /v9\/manifest\.json: not there/],
    ["../v1", /expected the name of a version/],
  ] as const) {
    remote.point(pointer);
    await service.refresh();
    expect(messages.at(-1)).toMatch(reason);
    expect(service.modelVersion()).toBe(first);
  }
  await service.stop();
  const again = await serve("http://127.0.0.1:9/models", dataDir, messages);
  expect(again.modelVersion()).toBe(first);
  expect(messages.at(-1)).toMatch(/starting with what was copied before/);
  await expect(serve("http://127.0.0.1:9/models", `${dataDir}2`, messages)).rejects.toMatchObject({
    code: "NETWORK_FAILED",
  });
});

it("from S3: every request is signed, large files too", async () => {
  const { remote, dataDir, messages } = await remoteFolder();
  vi.stubEnv("AWS_ACCESS_KEY_ID", "AKIDEXAMPLE").stubEnv("AWS_SECRET_ACCESS_KEY", "secret");
  vi.stubEnv("AWS_ENDPOINT_URL_S3", remote.url);
  onTestFinished(() => void vi.unstubAllEnvs());
  remote.authorization =
    /^AWS4-HMAC-SHA256 Credential=AKIDEXAMPLE\/\d{8}\/us-east-1\/s3\/aws4_request,SignedHeaders=host;/;
  for (const name of ["v1", "v2"]) remote.make(name);
  remote.point("v1");
  const service = await serve("s3://bucket/intents", dataDir, messages);
  const first = service.modelVersion();
  remote.point("v2");
  await service.refresh();
  expect(service.modelVersion()).not.toBe(first);
  expect(messages).toEqual([]);
});

it("a machine's role gives its keys where the environment has none", async () => {
  const asked: string[] = [];
  const server = createServer((request, response) => {
    asked.push(`${request.method} ${request.url} ${request.headers["x-aws-ec2-metadata-token"] ?? ""}`);
    if (request.url === "/latest/api/token") response.end("token");
    else if (request.url?.endsWith("/security-credentials/")) response.end("reader");
    else response.end(JSON.stringify({ AccessKeyId: "A", SecretAccessKey: "S", Token: "T" }));
  });
  await new Promise<void>((listening) => server.listen(0, "127.0.0.1", listening));
  onTestFinished(() => void server.close());
  const endpoint = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  expect(await instanceCredentials({ AWS_EC2_METADATA_SERVICE_ENDPOINT: endpoint })).toEqual({
    AWS_ACCESS_KEY_ID: "A",
    AWS_SECRET_ACCESS_KEY: "S",
    AWS_SESSION_TOKEN: "T",
  });
  expect(asked[2]).toBe("GET /latest/meta-data/iam/security-credentials/reader token");
  expect(await instanceCredentials({ AWS_ACCESS_KEY_ID: "mine" })).toEqual({});
});

it("a canary answers its share, by the id of the request, and takes over when it has shown itself", async () => {
  const { remote, dataDir, messages } = await remoteFolder();
  for (const name of ["v1", "v2"]) remote.make(name);
  remote.point("v1");
  const canary = { share: 0.25, requests: 100 };
  const service = await serve(remote.folder, dataDir, messages, { canary });
  const first = service.modelVersion();
  remote.point("v2");
  await service.refresh();
  expect(service.modelVersion()).toBe(first);
  const versionOf = async (id: string): Promise<string> => {
    const answer = await post(`${service.url}/v1/classify`, { input: "cancel" }, { "x-request-id": id });
    return ((await answer.json()) as { model: { version: string } }).model.version;
  };
  const versions: string[] = [];
  for (let i = 0; i < 200; i += 10) {
    versions.push(...(await Promise.all(Array.from({ length: 10 }, (_, j) => versionOf(`request-${i + j}`)))));
  }
  const share = versions.filter((version) => version !== first).length / 200;
  expect(share).toBeGreaterThan(0.15);
  expect(share).toBeLessThan(0.36);
  expect(await versionOf("request-3")).toBe(versions[3]);
  for (let i = 0; i < 400 && service.modelVersion() === first; i += 20) {
    await Promise.all(Array.from({ length: 20 }, (_, j) => versionOf(`later-${i + j}`)));
  }
  await expect.poll(() => service.modelVersion()).not.toBe(first);
  expect(await versionOf("request-0")).toBe(service.modelVersion());
});
