import { spawn, type ChildProcess } from "node:child_process";
import { once } from "node:events";
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { onTestFinished } from "vitest";

export const repository: string = join(import.meta.dirname, "..", "..", "..", "..");
export const tinyBert: string = join(repository, "oracles", "golden", "tiny-bert");
const bin = join(repository, "packages", "cli", "bin", "intentsmith.js");

export interface Finished {
  exitCode: number | null;
  signal: NodeJS.Signals | null;
  stdout: string;
  stderr: string;
}

export interface RunOptions {
  cwd: string;
  input?: string | Uint8Array;
  environment?: Record<string, string>;
  /** Called with the process once it runs. */
  onStart?: (child: ChildProcess) => void;
}

/** Every process that was started, ended or not. */
const started = new Set<{ child: ChildProcess; cwd: string }>();

/** Runs the command as a process of its own (the compiled files), away from the caller's environment. */
export function intentsmith(args: readonly string[], options: RunOptions): Promise<Finished> {
  const { cwd, input, environment = {}, onStart } = options;
  const { INTENTSMITH_DATA: _, NODE_OPTIONS: __, ...inherited } = process.env;
  return new Promise((resolve, reject) => {
    const child = spawn(process.execPath, [bin, ...args], { cwd, env: { ...inherited, ...environment } });
    const streams = { stdout: "", stderr: "" };
    for (const name of ["stdout", "stderr"] as const) {
      child[name].setEncoding("utf8").on("data", (text: string) => (streams[name] += text));
    }
    started.add({ child, cwd });
    child.on("error", reject);
    child.on("close", (exitCode, signal) => resolve({ exitCode, signal, ...streams }));
    child.stdin.on("error", () => {});
    child.stdin.end(input ?? "");
    onStart?.(child);
  });
}

async function end(child: ChildProcess): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null) return;
  const ended = once(child, "exit");
  child.kill("SIGKILL");
  await ended;
}

/** A folder with these files, gone after the test, and before it whatever still runs there (of a test that failed). */
export function workFolder(files: Record<string, string | Uint8Array> = {}): string {
  const folder = mkdtempSync(join(tmpdir(), "intentsmith-cli-"));
  onTestFinished(async () => {
    await Promise.all([...started].filter(({ cwd }) => cwd === folder).map(({ child }) => end(child)));
    rmSync(folder, { recursive: true, force: true });
  });
  writeFiles(folder, files);
  return folder;
}

export function writeFiles(folder: string, files: Record<string, string | Uint8Array>): void {
  for (const [name, content] of Object.entries(files)) {
    mkdirSync(dirname(join(folder, name)), { recursive: true });
    writeFileSync(join(folder, name), content);
  }
}

const wordings = {
  next_step: ["go on", "next please", "what is next", "then what"],
  stop: ["stop now", "that is all", "thanks bye", "we are done"],
  ask_question: ["how much salt", "how many eggs", "which pan", "is it hot"],
};

/** A small data set as CSV: `rows` texts a label. */
export function exampleCsv(rows = 20): string {
  const lines = Object.entries(wordings).flatMap(([label, texts]) =>
    Array.from({ length: rows }, (_, i) => `${texts[i % 4]} ${texts[(i >> 2) % 4]} ${i},${label}`),
  );
  return `text,label\n${lines.join("\n")}\n`;
}

/** A config for it on the tiny BERT: about a second. */
export function exampleConfig(
  changes: { files?: string; epochs?: number; base?: string; extra?: string } = {},
): string {
  const { files = "[data.csv]", epochs = 2, base = tinyBert, extra = "" } = changes;
  return `data: {reader: csv, files: ${files}}
model: {base: ${JSON.stringify(base)}}
train:
  sampler: {type: grouped, batchTexts: 16}
  epochs: ${epochs}
  learningRate: 1.0e-3
  threads: 1
${extra}`;
}
