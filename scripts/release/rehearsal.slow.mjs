// A whole release, in a copy of the working tree and against a registry on loopback (Verdaccio): version, pack, publish,
// and then the first minutes of a new user, in an empty folder with npx.

import { spawn } from "node:child_process";
import { cpSync, existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync } from "node:fs";
import { createServer } from "node:net";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { afterAll, beforeAll, expect, it } from "vitest";
import { root } from "../workspace/root.mjs";
import { project, run, userEnvironment } from "./testing.mjs";

const work = mkdtempSync(join(tmpdir(), "intentsmith-release-"));
const copy = join(work, "checkout");
const packed = join(work, "packed");
const version = "9.9.0-rehearsal.1";
let registry = "";
let server;

/** What a new user has: an npm that knows this registry, and nothing in its cache. */
const newUser = () => ({ npm_config_registry: registry, npm_config_cache: join(work, "npm-cache") });
const release = (...args) => run("npm", ["run", "--silent", "release", "--", ...args], copy, publisher());
/** npm wants a token to publish; this registry takes any. */
const publisher = () => ({ npm_config_userconfig: join(work, "publisher", ".npmrc") });

beforeAll(async () => {
  copyWorkingTree();
  registry = await startRegistry();
  const { host } = new URL(registry);
  project(join(work, "publisher"), { ".npmrc": `//${host}/:_authToken=anybody\n` });
});

afterAll(async () => {
  if (server !== undefined && server.exitCode === null) {
    const ended = new Promise((resolve) => server.once("exit", resolve));
    server.kill();
    await ended;
  }
  rmSync(work, { recursive: true, force: true });
});

it("version: one for all packages and their siblings, and the changelog's", () => {
  release("version", version);
  const manifest = JSON.parse(readFileSync(join(copy, "packages/cli/package.json"), "utf8"));
  expect(manifest.version).toBe(version);
  expect(manifest.dependencies["@intentsmith/core"]).toBe(version);
  expect(readFileSync(join(copy, "CHANGELOG.md"), "utf8")).toMatch(/^## 9\.9\.0-rehearsal\.1 – \d{4}-\d\d-\d\d$/m);
  expect(() => release("version", version)).toThrow(/expected a heading/);
});

it("pack and publish: all packages; a second publication finds them there", () => {
  const lines = release("pack", packed).trim().split("\n");
  expect(lines.at(-1)).toMatch(/^[0-9a-f]{64} {2}intentsmith-9\.9\.0-rehearsal\.1\.tgz$/);
  const count = JSON.parse(readFileSync(join(packed, "packed.json"), "utf8")).length;
  expect(release("publish", packed, "--registry", registry)).toContain(`${count} of ${count} packages published`);
  expect(release("publish", packed, "--registry", registry)).toContain(`0 of ${count} packages published`);
});

it("npx intentsmith quickstart in an empty folder trains, measures and exports with the shipped encoder", () => {
  const empty = join(work, "empty");
  mkdirSync(empty);
  expect(run("npx", ["--yes", "intentsmith", "--version"], empty, newUser())).toBe(`${version}\n`);
  const output = run("npx", ["--yes", "intentsmith", "quickstart"], empty, newUser());
  expect(output).toContain("2. The base model: minilm-l3-mini, the small pretrained encoder");
  const [, after = "0"] = /test accuracy 0\.\d{4} before, (0\.\d{4}) after training\.\n$/.exec(output) ?? [];
  expect(Number(after)).toBeGreaterThan(0.7);
  expect(existsSync(join(empty, "runs/quickstart/onnx/model.onnx"))).toBe(true);
  const label = ["--yes", "intentsmith", "predict", "--model", "runs/quickstart/onnx", "what do i do next?"];
  expect(run("npx", label, empty, newUser())).toMatch(/^request_next_step\t/);
});

/** Tracked and new files as they are now; ignored ones (installations, builds, runs) are left behind. */
function copyWorkingTree() {
  const files = run("git", ["ls-files", "-z", "--cached", "--others", "--exclude-standard"], root).split("\0");
  for (const file of files.filter((name) => name !== "" && existsSync(join(root, name)))) {
    mkdirSync(dirname(join(copy, file)), { recursive: true });
    cpSync(join(root, file), join(copy, file));
  }
}

/** Verdaccio on a free port: our names are its own, all others come from the registry that npm is configured for. */
async function startRegistry() {
  const port = await freePort();
  const upstream = run("npm", ["config", "get", "registry"], work).trim();
  const folder = project(join(work, "registry"), {
    "package.json": {
      private: true,
      dependencies: { verdaccio: "6.5.2" },
      // One of its plugins asks for the tag "cjs", which mirrors do not have; this is what it stands for.
      overrides: { "node-fetch": "2.6.7" },
    },
    "config.yaml": {
      storage: "./storage",
      uplinks: { upstream: { url: upstream, timeout: "120s", maxage: "10m" } },
      packages: {
        "@intentsmith/*": { access: "$all", publish: "$all" },
        intentsmith: { access: "$all", publish: "$all" },
        "**": { access: "$all", proxy: "upstream" },
      },
      max_body_size: "100mb",
      web: { enable: false },
      log: { type: "file", path: "./verdaccio.log", level: "warn" },
    },
  });
  run("npm", ["install", "--no-audit", "--no-fund", "--loglevel=error"], folder);
  const command = [join(folder, "node_modules/verdaccio/bin/verdaccio"), "--config", "config.yaml"];
  server = spawn(process.execPath, [...command, "--listen", `127.0.0.1:${port}`], {
    cwd: folder,
    stdio: "ignore",
    env: userEnvironment(),
  });
  const address = `http://127.0.0.1:${port}`;
  for (let tries = 0; tries < 300; tries++) {
    if ((await fetch(`${address}/-/ping`).catch(() => undefined))?.ok) return address;
    if (server.exitCode !== null) break;
    await sleep(200);
  }
  throw new Error("Verdaccio did not start");
}

function freePort() {
  return new Promise((resolve, reject) => {
    const probe = createServer();
    probe.on("error", reject).listen(0, "127.0.0.1", () => {
      const { port } = probe.address();
      probe.close(() => resolve(port));
    });
  });
}
