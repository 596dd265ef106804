import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it, onTestFinished } from "vitest";
import { exampleConfig, exampleCsv, writeFiles } from "../testing/command-line.ts";
import { inProcess } from "../testing/in-process.ts";

const cwd = mkdtempSync(join(tmpdir(), "intentsmith-evaluation-file-"));
afterAll(() => rmSync(cwd, { recursive: true }));
const run = (...args: string[]): ReturnType<typeof inProcess> => inProcess(args, cwd);
const evaluate = (file: string, ...more: string[]): ReturnType<typeof inProcess> =>
  run("eval", "--model", "run/model", "--data", file, "--json", ...more);

beforeAll(async () => {
  writeFiles(cwd, { "data.csv": exampleCsv(8), "config.yaml": exampleConfig({ epochs: 1 }) });
  expect((await run("train", "--config", "config.yaml", "--out", "run")).exitCode).toBe(0);
});

async function correct(file: string, ...more: string[]): Promise<[correct: number, total: number]> {
  const { stdout, stderr } = await evaluate(file, ...more);
  expect(stdout, stderr).not.toBe("");
  const result = JSON.parse(stdout) as { correct: number; total: number };
  return [result.correct, result.total];
}

describe("a file that predict wrote", () => {
  // Whatever the model answers, its own answers as the true labels are right three times of three.
  const gold = "text,label\ngo on,stop\nstop now,ask_question\nhow much salt,next_step\n";

  it.each(["csv", "tsv"])("as .%s is measured by the true labels of the file it read", async (ending) => {
    writeFiles(cwd, { "gold.csv": gold });
    const out = `predicted.${ending}`;
    const args = ["predict", "--model", "run/model", "--data", "gold.csv", "--out", out, "--overwrite"];
    expect((await run(...args)).exitCode).toBe(0);
    expect(await correct(out)).toEqual(await correct("gold.csv"));
    expect(await correct(out, "--label-column", "predicted_label")).toEqual([3, 3]);
  });

  it("as JSON lines is refused: the label there is the model's own", async () => {
    writeFiles(cwd, { "gold.csv": gold });
    const args = ["predict", "--model", "run/model", "--data", "gold.csv", "--out", "predicted.jsonl", "--overwrite"];
    expect((await run(...args)).exitCode).toBe(0);
    const [first] = readFileSync(join(cwd, "predicted.jsonl"), "utf8").split("\n");
    expect(JSON.parse(first ?? "")).toMatchObject({ input: { text: "go on", label: "stop" } });
    const { exitCode, stderr } = await evaluate("predicted.jsonl");
    expect([exitCode, stderr]).toEqual([
      2,
      expect.stringMatching(/^error ARGUMENT_INVALID: --data predicted\.jsonl: its labels are predictions/),
    ]);
  });
});

it.each([
  ["comma", ","],
  ["semicolon", ";"],
  ["tab", "\t"],
])("the delimiter of a .csv is the one that its header shows: %s", async (name, delimiter) => {
  writeFiles(cwd, {
    [`${name}.csv`]: `text${delimiter}label\n"go on, please"${delimiter}next_step\nstop now${delimiter}stop\n`,
  });
  const [, total] = await correct(`${name}.csv`);
  expect(total).toBe(2);
});

describe("what is wrong with a file that --data brought is told with flags", () => {
  const row = "go on,next_step\n";
  it.each<[string, string | Uint8Array, string, string]>([
    ["no text", `utterance,label\n${row}`, "--text-column: expected a column", "Set --text-column to one of them."],
    ["no label", `text,intent\n${row}`, "--label-column: expected a column", "Set --label-column to one of them."],
    ["two labels", `text,label,label\na,b,c\n`, '--label-column: the header names "label" twice', "Rename one"],
    [
      "an unknown label",
      "text,label\na,other_thing\n",
      "expected one of the 3 labels of the model",
      "The model has no other labels; give --set data.unknownLabels=drop to leave such rows out.",
    ],
    ["a row without label", "text,label\na,\n", "expected a label", "give --set data.unknownLabels=drop to leave"],
    ["a header alone", "text,label\n", "received only a header line", "Give another file with --data, or fetch"],
    ["nothing", "", "received an empty file", "Give another file with --data, or fetch it again."],
    ["UTF-16", Buffer.from("\uFEFFtext,label\n", "utf16le"), "a NUL byte", "give --set data.encoding=utf-16le."],
    [
      "another encoding",
      Buffer.from("text,label\ncaf\u00E9,stop\n", "latin1"),
      "bytes that are not UTF-8",
      "give --set data.encoding=… (for example windows-1252).",
    ],
    [
      "a text of a megabyte",
      `text,label\n${"x".repeat(1_000_000)},stop\n`,
      "at most 100000 characters",
      "give --set data.maxTextCharacters=…",
    ],
  ])("%s", async (_what, content, message, hint) => {
    writeFiles(cwd, { "faulty.csv": content });
    const { exitCode, stderr } = await evaluate("faulty.csv");
    const [first, second] = stderr.trimEnd().split("\n");
    expect([exitCode, first, second]).toEqual([2, expect.stringContaining(message), expect.stringContaining(hint)]);
    expect(stderr.replaceAll(/--set data\.\w+/g, "")).not.toMatch(/\bdata\.\w+/);
  });

  it("and a config's own keys stay what they are", async () => {
    writeFiles(cwd, { "faulty.csv": `text,intent\n${row}`, "faulty.yaml": exampleConfig({ files: "[faulty.csv]" }) });
    const { stderr } = await run("eval", "--model", "run/model", "--config", "faulty.yaml");
    expect(stderr).toContain("data.labelColumn: expected a column");
  });
});

it("data that INTENTSMITH_DATA has is looked at there", async () => {
  const elsewhere = mkdtempSync(join(tmpdir(), "intentsmith-elsewhere-"));
  onTestFinished(() => rmSync(elsewhere, { recursive: true }));
  writeFiles(elsewhere, { "far.csv": "text;label\ngo on;next_step\n" });
  process.env["INTENTSMITH_DATA"] = elsewhere;
  onTestFinished(() => void delete process.env["INTENTSMITH_DATA"]);
  expect((await correct("far.csv"))[1]).toBe(1);
});
