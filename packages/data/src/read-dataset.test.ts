import { randomBytes } from "node:crypto";
import { copyFileSync } from "node:fs";
import { join } from "node:path";
import { createLogger } from "@intentsmith/core";
import { PassThrough } from "node:stream";
import { describe, expect, test } from "vitest";
import type { DataConfig } from "./config/data-config.ts";
import { readDataset } from "./read-dataset.ts";
import { temporaryFile, temporaryFolder } from "./testing/temporary-folder.ts";
import { thrown } from "./testing/thrown.ts";
import { written } from "./testing/written.ts";

async function hash(file: string, extra: object = {}): Promise<string> {
  return (await readDataset({ reader: "wizard-of-tasks", files: [file], ...extra })).hash;
}

const conversation = (split: string, intents: string[]): object => ({
  data_split: split,
  turns: intents.map((intent, index) => ({ text: `${intent} ${split} ${index}`, intent, role: "student" })),
});

const wizard = JSON.stringify({
  one: conversation("train", ["ask_step", "stop"]),
  two: conversation("validation", ["ask_step"]),
  three: {
    ...conversation("test", ["stop"]),
    turns: [
      { text: null, intent: "stop" },
      { text: "s", intent: "stop" },
    ],
  },
});

test("a file becomes examples, labels, words and dropped rows, and the logger hears of the latter", async () => {
  const stream = new PassThrough();
  const logger = createLogger({ stream });
  const path = temporaryFile("w.json", wizard);
  const dataset = await readDataset({ reader: "wizard-of-tasks", files: [path] }, { logger });
  expect(dataset.examples.map(({ id, split, label }) => [id, split, label])).toEqual([
    ["w.json#one:1", "train", "ask_step"],
    ["w.json#one:2", "train", "stop"],
    ["w.json#two:1", "validation", "ask_step"],
    ["w.json#three:2", "test", "stop"],
  ]);
  expect(dataset.examples[0]?.where).toBe(`${path}: conversation one, turn 1`);
  expect(dataset).toMatchObject({ labels: ["ask_step", "stop"], labelWords: ["ask step", "stop"] });
  expect(dataset.dropped).toHaveLength(1);
  expect(written(stream)).toContain("dropped 1 row: 1 null text (first: ");
});

test("labels are trimmed and merged before they are judged, and rows are named in what is told", async () => {
  const stream = new PassThrough();
  const path = temporaryFile("l.csv", "text,label,split\na,go ,train\nb,GO,train\nc,go,train\nd,stop,train\n");
  const config: DataConfig = {
    reader: "csv",
    files: [path],
    splitColumn: "split",
    splits: { validation: 0, test: 0 },
    mergeLabels: { GO: "go" },
  };
  const dataset = await readDataset(config, { logger: createLogger({ stream }) });
  expect(dataset.examples.map(({ label }) => label)).toEqual(["go", "go", "go", "stop"]);
  expect(dataset.trimmedLabels).toEqual([`${path}: row 1 (line 2)`]);
  expect(written(stream)).toContain("took blanks off the ends of 1 label");
});

test("somebody who collects complaints gets the data set all the same", async () => {
  const path = temporaryFile("l.csv", "text,label\na,a_b\nb,a-b\nc,\n");
  const config: DataConfig = { reader: "csv", files: [path], splits: { validation: 0, test: 0 } };
  const codes: string[] = [];
  const dataset = await readDataset(config, { complain: ({ code }) => codes.push(code) });
  expect(codes).toEqual(["DATA_LABEL_UNKNOWN", "DATA_LABELS_UNUSABLE"]);
  expect(dataset.labels).toEqual(["a-b", "a_b"]);
  expect(await thrown(() => readDataset(config))).toMatch(/^DATA_LABEL_UNKNOWN: .*row 3 \(line 4\)/);
});

test("the hash follows content and config, not the folder or the order of keys", async () => {
  const path = temporaryFile("w.json", wizard);
  const moved = join(temporaryFolder(), "w.json");
  copyFileSync(path, moved);
  expect(await hash(path)).toMatch(/^[0-9a-f]{64}$/);
  expect(await hash(moved)).toBe(await hash(path));
  expect(await hash(path, { labelWords: { stop: "a", ask_step: "b" } })).toBe(
    await hash(path, { labelWords: { ask_step: "b", stop: "a" } }),
  );
  expect(await hash(path, { context: { turns: 1, role: true } })).not.toBe(await hash(path));
  expect(await hash(temporaryFile("w.json", `${wizard}\n`))).not.toBe(await hash(path));
});

test("the same rows in a file of another name have the same hashes, one a split and one of the config", async () => {
  const read = (path: string, extra: object = {}) =>
    readDataset({ reader: "wizard-of-tasks", files: [path], ...extra });
  const first = (await read(temporaryFile("w.json", wizard))).hashes;
  expect(Object.keys(first.splits)).toEqual(["train", "validation", "test"]);
  const renamed = temporaryFile("v.json", `${wizard}\n`);
  expect((await read(renamed)).hashes).toEqual(first);
  const other = (await read(renamed, { context: { turns: 1, role: true } })).hashes;
  expect([other.splits, other.config === first.config]).toEqual([first.splits, false]);
});

test("missing splits are cut and told", async () => {
  const stream = new PassThrough();
  const lines = Array.from({ length: 40 }, (_, index) => JSON.stringify({ text: `t${index}`, label: `l${index % 2}` }));
  const path = temporaryFile("a.jsonl", lines.join("\n"));
  const dataset = await readDataset({ reader: "jsonl", files: [path] }, { logger: createLogger({ stream }) });
  expect(dataset.splitReport?.cut).toHaveLength(2);
  expect(written(stream)).toMatch(/cut from train by row .*\n {2}validation 4 of 40 rows.*\n {2}test 4 of 40 rows/);
});

test("a data set without a usable row says why", async () => {
  const path = temporaryFile("a.csv", "text,label\n  ,x\n");
  expect(await thrown(() => readDataset({ reader: "csv", files: [path] }))).toMatch(
    /^DATA_EMPTY: .*a\.csv: no usable row: dropped 1 row: 1 empty text/,
  );
  const empty = temporaryFile("e.json", "{}");
  expect(await thrown(() => readDataset({ reader: "wizard-of-tasks", files: [empty] }))).toMatch(/^DATA_EMPTY/);
});

test.each(["wizard-of-tasks", "csv", "jsonl"] as const)(
  "%s: garbage, half a file and a folder all end in one line",
  async (reader) => {
    const half = temporaryFile("h.json", wizard.slice(0, wizard.length / 2));
    const garbage = temporaryFile("g.bin", randomBytes(4096));
    const told = await Promise.all(
      [half, garbage, temporaryFolder()].map((path) => thrown(() => readDataset({ reader, files: [path] }))),
    );
    expect(told).toEqual([
      expect.stringMatching(/^(FILE_MALFORMED|DATA_COLUMN_MISSING): /),
      expect.stringMatching(/^FILE_MALFORMED: .* at byte \d+/),
      expect.stringMatching(/^FILE_NOT_FOUND: /),
    ]);
  },
);

test("textsPerLabel leaves so many training texts of a label, counts the others, and says the draw", async () => {
  const stream = new PassThrough();
  const rows = Array.from(
    { length: 20 },
    (_, i) => `text ${i},${i % 2 === 0 ? "even" : "odd"},${i < 14 ? "train" : "test"}`,
  );
  const path = temporaryFile("t.csv", ["text,label,split", ...rows].join("\n"));
  const config: DataConfig = {
    reader: "csv",
    files: [path],
    splitColumn: "split",
    splits: { validation: 0 },
    textsPerLabel: 3,
  };
  const { examples, dropped } = await readDataset(config, { logger: createLogger({ stream }) });
  expect(
    examples
      .filter(({ split }) => split === "train")
      .map(({ label }) => label)
      .sort(),
  ).toEqual([...Array.from({ length: 3 }, () => "even"), ...Array.from({ length: 3 }, () => "odd")]);
  expect(examples.filter(({ split }) => split === "test")).toHaveLength(6);
  expect(dropped.map(({ reason }) => reason)).toEqual(Array.from({ length: 8 }, () => "not drawn"));
  expect(written(stream)).toContain("textsPerLabel 3: 6 training texts drawn (seed 42), 8 left out");
});

describe("further columns", () => {
  test("stay with each example, empty where a row has none, and change no hash", async () => {
    const csv = temporaryFile("channels.csv", "text,label,channel\nstop,a,web\ngo,b,\n");
    const config: DataConfig = { reader: "csv", files: [csv] };
    const [plain, kept] = [await readDataset(config), await readDataset(config, { columns: ["channel"] })];
    expect(kept.examples.map(({ columns }) => columns)).toEqual([{ channel: "web" }, { channel: "" }]);
    expect(plain.examples[0]).not.toHaveProperty("columns");
    expect([kept.hash, kept.hashes]).toEqual([plain.hash, plain.hashes]);
    const lines = temporaryFile(
      "channels.jsonl",
      '{"text":"stop","label":"a","n":7}\n{"text":"go","label":"b","n":null}\n',
    );
    const read = await readDataset({ reader: "jsonl", files: [lines] }, { columns: ["n"] });
    expect(read.examples.map(({ columns }) => columns)).toEqual([{ n: "7" }, { n: "" }]);
    await expect(readDataset(config, { columns: ["chanel"] })).rejects.toMatchObject({
      code: "DATA_COLUMN_MISSING",
      message: expect.stringContaining('evaluate.slices: expected a column "chanel"'),
    });
  });

  test("of a format without columns are refused", async () => {
    const rasa = temporaryFile("nlu.yml", 'version: "3.1"\nnlu:\n- intent: a\n  examples: |\n    - stop\n');
    await expect(readDataset({ reader: "rasa", files: [rasa] }, { columns: ["x"] })).rejects.toMatchObject({
      code: "CONFIG_INVALID",
    });
  });
});
