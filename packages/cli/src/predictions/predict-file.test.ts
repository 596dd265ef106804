import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, expect, it } from "vitest";
import { exampleConfig, exampleCsv, writeFiles } from "../testing/command-line.ts";
import { inProcess } from "../testing/in-process.ts";

const cwd = mkdtempSync(join(tmpdir(), "intentsmith-predict-file-"));
afterAll(() => rmSync(cwd, { recursive: true }));
const predict = (...args: string[]): ReturnType<typeof inProcess> =>
  inProcess(["predict", "--model", "run/model", ...args], cwd);
const read = (name: string): string => readFileSync(join(cwd, name), "utf8");

beforeAll(async () => {
  writeFiles(cwd, {
    "data.csv": exampleCsv(8),
    "config.yaml": exampleConfig({ epochs: 1 }),
    "in.csv": "id;text\n1;go on, please\n2;=1+1\n",
    "in.jsonl": '{"utterance":"go on","tags":["a"]}\n',
    "twice.csv": "text,note,note\ngo on,a,b\n",
  });
  const args = ["train", "--config", "config.yaml", "--out", "run"];
  expect((await inProcess(args, cwd)).exitCode).toBe(0);
});

it("an output that exists is replaced with --overwrite alone", async () => {
  writeFiles(cwd, { "there.csv": "mine\n" });
  const kept = await predict("--data", "in.csv", "--out", "there.csv");
  expect([kept.exitCode, kept.stderr]).toEqual([
    2,
    "error OUTPUT_EXISTS: there.csv: already exists\nhint: Choose another path, or give --overwrite.\n",
  ]);
  expect(read("there.csv")).toBe("mine\n");
  const replaced = await predict("--data", "in.csv", "--out", "there.csv", "--overwrite");
  expect(replaced.exitCode, replaced.stderr).toBe(0);
  expect(read("there.csv")).toMatch(/^id;text;predicted_label;predicted_score;.*\n1;go on, please;\w+;/);
});

it("formulas are told, and written as text with --safe-csv", async () => {
  const plain = await predict("--data", "in.csv", "--out", "plain.csv");
  expect(plain.stderr).toContain("1 cells begin as a formula does (= + - @)");
  expect(read("plain.csv")).toContain("\n2;=1+1;");
  const safe = await predict("--data", "in.csv", "--out", "safe.csv", "--safe-csv");
  expect(safe.stderr).toMatch(/^safe\.csv: 2 rows\n$/m);
  expect(safe.stderr).not.toContain("formula");
  expect(read("safe.csv")).toContain("\n2;'=1+1;");
});

it("JSON lines in, JSON lines out; more labels asked for than there are gives all of them", async () => {
  const args = ["--text-column", "utterance", "--top", "9"];
  const { exitCode, stderr } = await predict("--data", "in.jsonl", "--out", "out.jsonl", ...args);
  expect(exitCode, stderr).toBe(0);
  const { input, label, words, score, probability, top } = JSON.parse(read("out.jsonl")) as Record<string, unknown>;
  expect(input).toEqual({ utterance: "go on", tags: ["a"] });
  expect(top).toHaveLength(3);
  expect((top as unknown[])[0]).toEqual({ label, words, score, probability });
  await predict("--data", "in.jsonl", "--out", "out.tsv", ...args);
  const lines = read("out.tsv").trimEnd().split("\n");
  // Two of the file's, four of the best label, two of each other label.
  expect(lines.map((line) => line.split("\t").length)).toEqual([10, 10]);
  expect(lines[1]).toMatch(/^go on\t"\[""a""\]"\t/);
});

it.each<[string[], RegExp]>([
  [["--data", "in.csv", "--out", "out.xlsx"], /^error ARGUMENT_INVALID: --out out\.xlsx: expected a \.csv, \.tsv or/],
  [["--data", "twice.csv", "--out", "o.jsonl"], /^error FILE_MALFORMED: twice\.csv: the header names "note" more/],
  [["--data", "in.csv", "--out", "o.jsonl", "--safe-csv"], /^error ARGUMENT_INVALID: --safe-csv: expected a \.csv/],
  [["--overwrite", "go on"], /^error ARGUMENT_INVALID: --overwrite goes with --out/],
  [["--safe-csv", "go on"], /^error ARGUMENT_INVALID: --safe-csv goes with --out/],
  [["--data", "in.csv", "--out", "o.csv", "go on"], /^error ARGUMENT_INVALID: texts and --data: give one of them/],
])("%j is refused before a model is loaded", async (args, message) => {
  const { exitCode, stderr } = await inProcess(["predict", "--model", "nowhere", ...args], cwd);
  expect([exitCode, stderr]).toEqual([2, expect.stringMatching(message)]);
});
