import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, expect, test } from "vitest";
import { exampleConfig, exampleCsv, writeFiles } from "./testing/command-line.ts";
import { inProcess } from "./testing/in-process.ts";

const cwd = mkdtempSync(join(tmpdir(), "intentsmith-against-"));
afterAll(() => rmSync(cwd, { recursive: true }));
const run = (...args: string[]): ReturnType<typeof inProcess> => inProcess(args, cwd);

beforeAll(async () => {
  writeFiles(cwd, {
    "data.csv": exampleCsv(),
    "config.yaml": exampleConfig({ epochs: 1 }),
    "fewer.csv": exampleCsv().replaceAll(/^.*,ask_question\n/gm, ""),
    "one.csv": "text,label\ngo on,next_step\n",
  });
  for (const [out, ...changes] of [
    ["runs/a", "train.epochs=4"],
    ["runs/b", "train.learningRate=1e-6"],
    ["runs/fewer", "data.files=[fewer.csv]"],
  ] as string[][]) {
    const settings = changes.flatMap((change) => ["--set", change]);
    const { exitCode, stderr } = await run("train", "--config", "config.yaml", "--out", out as string, ...settings);
    expect(exitCode, stderr).toBe(0);
  }
});

test("eval --against: difference, test, and the texts that tell the two apart; the same as JSON", async () => {
  const args = ["eval", "--model", "runs/a/model", "--against", "runs/b/model", "--split", "train"];
  const people = await run(...args);
  expect(people.exitCode, people.stderr).toBe(0);
  expect(people.stdout).toMatch(
    /\nruns\/a\/model against runs\/b\/model\nmodel {2}accuracy [01]\.\d{4} \(\d+\/48\), 95 %/,
  );
  expect(people.stdout).toMatch(
    /\ndifference [+-]?[01]\.\d{4}, 95 % interval .*, by a paired bootstrap over 48 texts\n/,
  );
  const { stdout } = await run(...args, "--json");
  const result = JSON.parse(stdout) as {
    accuracy: number;
    accuracyInterval: { low: number; high: number };
    against: {
      accuracy: number;
      difference: { value: number; low: number; high: number };
      onlyModel: { id: string; text: string; label: string; model: string; other: string }[];
      onlyOther: unknown[];
      bothRight: number;
      bothWrong: number;
    };
  };
  const { against } = result;
  expect(against.difference.value).toBeCloseTo(result.accuracy - against.accuracy, 12);
  expect(against.onlyModel.length + against.onlyOther.length + against.bothRight + against.bothWrong).toBe(48);
  expect(against.onlyModel.length).toBeGreaterThan(0);
  for (const text of against.onlyModel) {
    expect(text).toMatchObject({ model: text.label, id: expect.stringMatching(/^data\.csv:\d+$/) });
    expect(text.other).not.toBe(text.label);
  }
  expect(result.accuracyInterval.low).toBeLessThan(result.accuracy);
});

test("a model against itself differs by nothing", async () => {
  const { stdout } = await run("eval", "--model", "runs/a/model", "--against", "runs/a/model", "--json");
  expect(JSON.parse(stdout)).toMatchObject({
    against: {
      difference: { value: 0, low: 0, high: 0 },
      verdict: "tied",
      mcnemarPValue: 1,
      onlyModel: [],
      onlyOther: [],
    },
  });
});

test("one row has a defined figure: its interval is all there is", async () => {
  const args = ["eval", "--model", "runs/a/model", "--against", "runs/b/model", "--data", "one.csv", "--json"];
  const { exitCode, stdout, stderr } = await run(...args);
  expect(exitCode, stderr).toBe(0);
  // A model without a decision has no threshold; nothing else is missing
  expect(stdout.replace(`"threshold": null`, "")).not.toContain("null");
  expect(JSON.parse(stdout)).toMatchObject({
    total: 1,
    against: { difference: { low: -1, high: 1 }, verdict: "tied" },
  });
});

test("models of other labels are refused before anything is encoded", async () => {
  const { exitCode, stderr } = await run("eval", "--model", "runs/a/model", "--against", "runs/fewer/model");
  expect(exitCode).toBe(2);
  expect(stderr).toMatch(/ARGUMENT_INVALID: the two models have other labels: only the model has "ask_question"/);
});

test("that the other was trained on other data is said", async () => {
  const changed = ["--set", "data.splits.seed=7", "--set", "train.epochs=1"];
  await run("train", "--config", "config.yaml", "--out", "runs/recut", ...changed);
  const { stderr } = await run("eval", "--model", "runs/a/model", "--against", "runs/recut/model");
  expect(stderr).toMatch(
    /runs\/recut\/model was trained on other data than runs\/a\/model .*: texts of this split may be/,
  );
});
