import { spawn, type ChildProcess } from "node:child_process";
import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import { expect, it, onTestFinished } from "vitest";
import { intentsmith, repository, workFolder } from "./testing/command-line.ts";

const deploy = join(repository, "packages/classifier/src/testing/folders-of-format-1/exported");
const bin = join(repository, "packages/cli/bin/intentsmith.js");

interface Served {
  child: ChildProcess;
  url: string;
  stdout(): string;
  stderr(): string;
  /** Milliseconds from the start of the process. */
  startedMs: number;
  exit: Promise<number | null>;
}

/** `intentsmith serve` as a process of its own, killed after the test if it still runs. */
async function serve(args: string[], environment: Record<string, string> = {}): Promise<Served> {
  const began = performance.now();
  const child = spawn(process.execPath, [bin, "serve", "--model", deploy, "--port", "0", ...args], {
    env: { ...process.env, NODE_OPTIONS: "", ...environment },
    cwd: workFolder(),
  });
  const streams = { stdout: "", stderr: "" };
  for (const name of ["stdout", "stderr"] as const) child[name].on("data", (text) => (streams[name] += String(text)));
  const exit = new Promise<number | null>((resolve) => child.on("close", resolve));
  onTestFinished(() => void child.kill("SIGKILL"));
  await expect.poll(() => streams.stdout, { timeout: 20_000, interval: 10 }).toMatch(/listening on .*\n/);
  const [, url = ""] = /listening on (\S+)/.exec(streams.stdout) ?? [];
  return {
    child,
    url,
    stdout: () => streams.stdout,
    stderr: () => streams.stderr,
    startedMs: performance.now() - began,
    exit,
  };
}

const post = (url: string, body: unknown, headers = {}): Promise<Response> =>
  fetch(url, {
    method: "POST",
    headers: { "content-type": "application/json", ...headers },
    body: JSON.stringify(body),
  });

it("an exported folder and nothing else: it answers, and SIGTERM ends it with exit code 0", async () => {
  const { url, child, exit, stderr } = await serve([]);
  const answer = await post(`${url}/predict`, { text: "where is my parcel?" });
  expect(await answer.json()).toMatchObject({ statusCode: 200, body: { label: "track parcel" } });
  child.kill("SIGTERM");
  expect(await exit).toBe(0);
  expect(stderr()).toMatch(/SIGTERM: answering what is under way.*\nstopped\n$/);
});

it("SIGTERM under load: not ready at once, every request that was taken is answered, exit code 0", async () => {
  const { url, child, exit } = await serve(["--set", "drainDelayMs=400"]);
  const statuses: number[] = [];
  const load = new AbortController();
  const clients = Array.from({ length: 8 }, async () => {
    while (!load.signal.aborted) {
      const answer = await post(`${url}/v1/classify`, { input: ["cancel", "where"] });
      expect(((await answer.json()) as { results: unknown[] }).results).toHaveLength(2);
      statuses.push(answer.status);
    }
  });
  await new Promise((later) => setTimeout(later, 200));
  child.kill("SIGTERM");
  await expect
    .poll(async () => (await fetch(`${url}/v2/health/ready`)).status, { interval: 10, timeout: 300 })
    .toBe(503);
  expect((await fetch(`${url}/v2/health/live`)).status).toBe(200);
  load.abort();
  await Promise.all(clients);
  expect(await exit).toBe(0);
  expect(statuses.length).toBeGreaterThan(20);
  expect(new Set(statuses)).toEqual(new Set([200]));
});

it("neither of its processes loads a trainer, gradients, a hub, nor with --store none a database", async () => {
  const modules = workFolder();
  const recorder = pathToFileURL(join(repository, "packages/cli/src/testing/record-modules.mjs")).href;
  const { url, child, exit } = await serve(["--store", "none"], {
    NODE_OPTIONS: `--import ${recorder}`,
    RECORD_MODULES: modules,
  });
  await post(`${url}/v1/classify`, { input: "cancel" });
  child.kill("SIGTERM");
  await exit;
  const lists = readdirSync(modules).map((pid) => readFileSync(join(modules, pid), "utf8"));
  expect(lists).toHaveLength(2);
  const [parent, engine] = lists[0]?.includes("fastify") ? lists : lists.toReversed();
  expect(engine).toMatch(/onnxruntime/);
  expect(parent).toMatch(/fastify/);
  expect(parent).not.toMatch(/onnxruntime|packages\/(model|classifier|graph)\//);
  for (const list of lists) {
    expect(list).not.toMatch(/packages\/(train|eval|export|data|tracking)\//);
    expect(list).not.toMatch(/node_modules\/(libsql|pg|ioredis)\//);
    expect(list).not.toMatch(/graph\/dist\/gradient|model\/dist\/hub|@huggingface\/hub/);
  }
});

it.skipIf(process.platform !== "linux")(
  "a child that is killed is replaced; its parent's end takes it along",
  async () => {
    const { url, child } = await serve(["--admin-port", "0"]);
    const engines = (): number[] =>
      readdirSync("/proc")
        .filter((name) => /^\d+$/.test(name))
        .filter((pid) => {
          try {
            return readFileSync(`/proc/${pid}/stat`, "utf8").split(" ")[3] === String(child.pid);
          } catch {
            return false;
          }
        })
        .map(Number);
    const [first] = engines();
    process.kill(first as number, "SIGKILL");
    await expect.poll(() => engines()[0] !== first && engines().length, { timeout: 5000 }).toBe(1);
    await expect
      .poll(async () => (await post(`${url}/predict`, { text: "cancel" })).status, { timeout: 5000 })
      .toBe(200);
    const [second] = engines();
    child.kill("SIGKILL");
    await expect
      .poll(
        () =>
          (() => {
            try {
              return process.kill(second as number, 0);
            } catch {
              return false;
            }
          })(),
        { timeout: 5000 },
      )
      .toBe(false);
  },
);

it("keys: made and shown once, listed without themselves, asked for on an open host, revoked", async () => {
  const cwd = workFolder();
  const file = ["--keys-file", join(cwd, "keys.json")];
  const refused = await intentsmith(["serve", "--model", deploy, "--host", "0.0.0.0", "--port", "0", ...file], { cwd });
  expect(refused.exitCode).toBe(2);
  expect(refused.stderr).toMatch(/error ARGUMENT_INVALID: --host 0\.0\.0\.0: .*\nhint: .*serve keys add.*--no-auth/);
  const added = await intentsmith(["serve", "keys", "add", "shop", "--days", "9", ...file], { cwd });
  const key = added.stdout.trim();
  expect(key).toMatch(/^isk_[0-9a-f]{8}_\S{38}$/);
  const { url: open } = await serve(["--host", "0.0.0.0", ...file]);
  const url = open.replace("0.0.0.0", "127.0.0.1");
  expect((await post(`${url}/predict`, { text: "a" })).status).toBe(401);
  expect((await fetch(`${url}/v2/health/ready`)).status).toBe(200);
  const authorization = { authorization: `Bearer ${key}` };
  expect((await post(`${url}/predict`, { text: "a" }, authorization)).status).toBe(200);
  const list = await intentsmith(["serve", "keys", "list", ...file], { cwd });
  expect(list.stdout).toMatch(/^[0-9a-f]{8} {2}shop {2}valid until /);
  expect(list.stdout).not.toContain(key);
  const revoked = await intentsmith(["serve", "keys", "revoke", key.slice(4, 12), ...file], { cwd });
  expect(revoked.exitCode).toBe(0);
  await expect
    .poll(async () => (await post(`${url}/predict`, { text: "a" }, authorization)).status, { timeout: 3000 })
    .toBe(401);
});

it("/metrics has a port of its own", async () => {
  const { url, stdout } = await serve(["--admin-port", "0"]);
  await post(`${url}/v1/classify`, { input: ["cancel", "where"] });
  const [, metrics = ""] = /metrics on (\S+)/.exec(stdout()) ?? [];
  const text = await (await fetch(metrics)).text();
  expect(text).toContain('intentsmith_requests_total{route="/v1/classify",status="2xx"} 1');
  expect(text).toMatch(/intentsmith_batch_texts_sum [12]\n/);
  expect(text).toMatch(/intentsmith_labels_total\{label="\w+"\} [12]/);
  expect((await fetch(`${url}/metrics`)).status).toBe(404);
});

it("a config file with an unknown key, a folder that is no model", async () => {
  const cwd = workFolder({ "serve.yaml": "model: nowhere\nlimits: {txts: 3}\n" });
  const unknown = await intentsmith(["serve", "--config", "serve.yaml"], { cwd });
  expect([unknown.exitCode, unknown.stderr]).toEqual([
    2,
    'error CONFIG_UNKNOWN_KEY: serve.yaml: unknown key "limits.txts"\nhint: Did you mean "limits.texts"?\n',
  ]);
  const missing = await intentsmith(["serve", "--model", "nowhere"], { cwd });
  expect([missing.exitCode, missing.stderr]).toEqual([
    2,
    expect.stringContaining("error FILE_NOT_FOUND: nowhere: no such folder"),
  ]);
});
