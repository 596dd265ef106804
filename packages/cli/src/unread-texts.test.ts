import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { expect, it } from "vitest";
import { exampleConfig, workFolder } from "./testing/command-line.ts";
import { inProcess } from "./testing/in-process.ts";

const long = "then what do i do ".repeat(40);
const rows = Array.from({ length: 20 }, (_, i) => [`go on ${i},next`, `stop now ${i},stop`]).flat();
const csv = ["text,label", ...rows, `${long},next`, "🐒,stop", "\u200B,stop"].join("\n");
const all = ["--set", "data.splits={validation: 0, test: 0}"];
const times = (text: string, part: string): number => text.split(part).length - 1;

it("texts that are cut, unknown or empty are counted once by every command that reads them", async () => {
  const cwd = workFolder({ "config.yaml": exampleConfig({ epochs: 1 }), "data.csv": csv });
  const config = ["--config", "config.yaml", ...all];
  const place = "(first: data.csv: row 41 (line 42))";

  const stats = JSON.parse((await inProcess(["data", "stats", ...config, "--json"], cwd)).stdout) as object;
  expect(stats).toMatchObject({
    examples: 42,
    tokens: {
      truncated: { rows: 1, first: ["data.csv: row 41 (line 42)"] },
      unknown: { rows: 1, first: ["data.csv: row 42 (line 43)"] },
    },
    dropped: [{ reason: "no token", rows: 1, first: ["data.csv: row 43 (line 44)"] }],
  });

  const dry = await inProcess(["train", ...config, "--dry-run", "--json"], cwd);
  expect(JSON.parse(dry.stdout)).toMatchObject({ texts: { train: 42 }, truncatedTexts: 1, unknownTexts: 1 });

  const train = await inProcess(["train", ...config, "--out", "run"], cwd);
  const evaluated = await inProcess(["eval", "--model", "run/model", "--split", "train"], cwd);
  for (const { exitCode, stderr } of [dry, train, evaluated]) {
    expect(exitCode, stderr).toBe(0);
    expect(times(stderr, "1 of 42 texts have more than 48 tokens and are cut " + place)).toBe(1);
    expect(times(stderr, "the encoder knows no token of 1 text (first: data.csv: row 42 (line 43))")).toBe(1);
    expect(times(stderr, "dropped 1 row: 1 no token (first: data.csv: row 43 (line 44))")).toBe(1);
  }

  writeFileSync(join(cwd, "new.csv"), `text\ngo on\n${long}\n🐒\n🦧\n`);
  const file = await inProcess(["predict", "--model", "run/model", "--data", "new.csv", "--out", "out.csv"], cwd);
  const argument = await inProcess(["predict", "--model", "run/model", "--json", "go on", long, "🐒", "🦧"], cwd);
  for (const { exitCode, stderr } of [file, argument]) {
    expect(exitCode, stderr).toBe(0);
    expect(times(stderr, "1 of 4 texts have more tokens than the model reads and were cut")).toBe(1);
    expect(times(stderr, 'knows no token of 2 of 4 texts, so their labels say nothing (first: "🐒")')).toBe(1);
  }
  const flags = argument.stdout.trimEnd().split("\n");
  expect(flags.map((line) => JSON.parse(line) as object)).toEqual([
    expect.objectContaining({ truncated: false }),
    expect.objectContaining({ truncated: true }),
    expect.objectContaining({ reason: "unknown-tokens" }),
    expect.objectContaining({ reason: "unknown-tokens" }),
  ]);
  expect((await inProcess(["predict", "--model", "run/model", "go on"], cwd)).stderr).toBe("");
});

it("a label whose only row has no token is refused, and the row is named", async () => {
  const cwd = workFolder({ "config.yaml": exampleConfig(), "data.csv": "text,label\n\u200B,stop\ngo on,next\n" });
  const { exitCode, stderr } = await inProcess(["train", "--config", "config.yaml", ...all, "--out", "run"], cwd);
  expect(exitCode).toBe(2);
  expect(stderr).toMatch(/dropped 1 row: 1 no token \(first: data\.csv: row 1 \(line 2\)\)/);
  expect(stderr).toMatch(/error DATA_LABELS_UNUSABLE: .*"stop" has no training example/);
});
