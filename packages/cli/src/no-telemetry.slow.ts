import { cpSync, existsSync, mkdtempSync, readdirSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, expect, test } from "vitest";
import { intentsmith, repository, tinyBert } from "./testing/command-line.ts";

// onnxruntime's binaries write what they collect below the home, and a session and a log into the temporary folder: empty
// ones tell whether they collect.
let work: string;
let home: string;
let temporary: string;
/** The library collects nothing where one of these is set; the runs below are to be like a user's. */
const quietening = ["ORT_DISABLE_TELEMETRY", "CI", "GITHUB_ACTIONS", "GITLAB_CI", "TF_BUILD", "JENKINS_URL", "TRAVIS"];
const inherited = quietening.map((name) => [name, process.env[name]] as const);

beforeEach(() => {
  for (const name of quietening) delete process.env[name];
  work = mkdtempSync(join(tmpdir(), "intentsmith-telemetry-"));
  home = mkdtempSync(join(tmpdir(), "intentsmith-home-"));
  temporary = mkdtempSync(join(tmpdir(), "intentsmith-temporary-"));
  cpSync(join(repository, "packages/classifier/src/testing/folders-of-format-1"), join(work, "models"), {
    recursive: true,
  });
  cpSync(join(repository, "examples/support.csv"), join(work, "support.csv"));
});

afterEach(() => {
  for (const [name, value] of inherited) if (value !== undefined) process.env[name] = value;
  for (const folder of [work, home, temporary]) rmSync(folder, { recursive: true });
});

const run = (args: readonly string[], environment: Record<string, string> = {}): ReturnType<typeof intentsmith> =>
  intentsmith(args, { cwd: work, environment: { HOME: home, TMPDIR: temporary, XDG_CACHE_HOME: "", ...environment } });

const quick = ["--config", join(repository, "configs/quickstart.yaml"), "--set", "train.epochs=1"];
const support = ["--set", "data={reader: csv, files: [support.csv]}", "--set", "model.maxSequenceLength=48"];

test.each([
  ["predict", "--model", "models/exported", "hello"],
  ["predict", "--model", "models/trained", "hello"],
  ["eval", "--model", "models/exported", "--data", "support.csv"],
  ["export", "--model", "models/trained", "--out", "deploy"],
  ["train", "--base", tinyBert, ...quick, ...support, "--out", "run"],
])("leaves nothing in the home and in the temporary folder: %s %s %s", async (...args) => {
  const { exitCode, stderr } = await run(args);
  expect(exitCode, stderr).toBe(0);
  expect(readdirSync(home)).toEqual([]);
  expect(readdirSync(temporary).filter((name) => name !== "node-compile-cache")).toEqual([]);
});

test.skipIf(process.platform !== "linux" || process.arch !== "x64")(
  "a variable that the user set himself is left alone, and the check above can tell",
  async () => {
    const { exitCode } = await run(["predict", "--model", "models/exported", "hello"], { ORT_DISABLE_TELEMETRY: "0" });
    expect(exitCode).toBe(0);
    expect(existsSync(join(home, ".cache"))).toBe(true);
  },
);
