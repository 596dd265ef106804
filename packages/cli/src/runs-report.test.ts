import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, expect, test } from "vitest";
import { exampleConfig, exampleCsv, tinyBert, writeFiles } from "./testing/command-line.ts";
import { inProcess } from "./testing/in-process.ts";

const cwd = mkdtempSync(join(tmpdir(), "intentsmith-report-"));
afterAll(() => rmSync(cwd, { recursive: true }));
const run = (...args: string[]): ReturnType<typeof inProcess> => inProcess(args, cwd);
const pageOf = (file: string): string => readFileSync(join(cwd, file), "utf8").replaceAll("\u00A0", " ");
const headings = (page: string): (string | undefined)[] =>
  [...page.matchAll(/<h2 id="[^"]*">([^<]*)<\/h2>/g)].map((match) => match[1]);

const grid = `grid:
  method: grid
  repeats: 2
  parameters:
    epochs: {values: [1, 2]}
`;

beforeAll(async () => {
  writeFiles(cwd, {
    "data.csv": exampleCsv(),
    "config.yaml": exampleConfig(),
    "grid.yaml": exampleConfig({ extra: grid }),
  });
  const trained = await run("train", "--config", "config.yaml", "--out", "runs/a");
  expect(trained.exitCode, trained.stderr).toBe(0);
  expect(trained.stderr).toContain("report: runs/a/report.html");
});

test("train ends with a page: headline, wrong texts, curves, data with the rows that were left out, config", () => {
  const page = pageOf("runs/a/report.html");
  expect(page).toContain("Measured on the test split, by the model of epoch");
  expect(page).toMatch(/<strong>\d+\.\d %<\/strong>\n<span class="interval">accuracy, 95 % interval/);
  expect(headings(page)).toEqual(expect.arrayContaining(["Labels", "Training", "Run", "Config", "Evaluator metrics"]));
  for (const name of [
    "Loss by step",
    "Learning rate by step",
    "Gradient norm by step",
    "Validation accuracy by epoch",
  ]) {
    expect(page).toContain(`aria-label="${name}`);
  }
  expect(page).toContain("<dt>rows left out</dt><dd>0</dd>");
  expect(page).toMatch(/<dt>tokens<\/dt><dd>[\d,]+<\/dd>/);
});

test("runs report of a run is the same page, with the nearest training texts", async () => {
  const { exitCode, stderr } = await run("runs", "report", "runs/a", "--out", "again.html");
  expect(exitCode, stderr).toBe(0);
  const [first, again] = [pageOf("runs/a/report.html"), pageOf("again.html")];
  expect(headings(again)).toEqual(headings(first));
  if (first.includes('id="pair-1"')) expect(again).toMatch(/nearest training text of <b>/);
  const refused = await run("runs", "report", "runs/a", "--out", "again.html");
  expect([refused.exitCode, refused.stderr]).toEqual([2, expect.stringMatching(/OUTPUT_EXISTS/)]);
});

test("runs report of a model is its evaluation", async () => {
  const { exitCode, stderr } = await run("runs", "report", "runs/a/model", "--out", "model.html");
  expect(exitCode, stderr).toBe(0);
  const page = pageOf("model.html");
  expect(page).toContain("runs/a/model: test split");
  expect(page).toContain("<dt>learning rate</dt><dd>0.001</dd>");
  expect(headings(page)).not.toContain("Training");
});

test("a run whose data are gone has its curves and figures all the same, and says why there is no more", async () => {
  writeFiles(cwd, { "other.csv": exampleCsv() });
  const trained = await run(
    "train",
    "--config",
    "config.yaml",
    "--set",
    "data.files=[other.csv]",
    "--out",
    "runs/gone",
    "--no-report",
  );
  expect(trained.exitCode, trained.stderr).toBe(0);
  expect(trained.stderr).not.toContain("report.html");
  rmSync(join(cwd, "other.csv"));
  const { exitCode, stderr } = await run("runs", "report", "runs/gone", "--out", "gone.html");
  expect(exitCode).toBe(0);
  expect(stderr).toMatch(/warning: Its texts are not shown, since the model could not be measured: other\.csv/);
  const page = pageOf("gone.html");
  expect(page).toMatch(/accuracy on test, 95 % interval/);
  expect(headings(page)).toEqual(["Training", "Run", "Config"]);
});

test("a grid ends with its page: ranking, settings, spread; runs report writes the same", async () => {
  const trained = await run("train", "--config", "grid.yaml", "--out", "runs/g");
  expect(trained.exitCode, trained.stderr).toBe(0);
  const page = pageOf("runs/g/report.html");
  expect(headings(page)).toEqual(["Ranking", "Settings", "By parameter", "Spread of the repeats", "Grid", "Config"]);
  expect(page).toMatch(/accuracy on test, 95 % interval/);
  await run("runs", "report", "runs/g", "--out", "g.html");
  expect(pageOf("g.html")).toBe(page);
});

test("fit ends with its page: its model on test, and what was tried", async () => {
  const fitted = await run(
    "fit",
    "data.csv",
    "--base",
    tinyBert,
    "--budget",
    "1s",
    "--threads",
    "1",
    "--out",
    "runs/f",
  );
  expect(fitted.exitCode, fitted.stderr).toBe(0);
  const page = pageOf("runs/f/report.html");
  expect(page).toContain("Measured on the test split.");
  expect(headings(page)).toEqual(expect.arrayContaining(["Wrong texts", "What was tried", "Run", "Config"]));
  expect(page).toMatch(/\(chosen\)<\/th><td class="number">[01]\.\d{4}<\/td>/);
  const { exitCode, stderr } = await run("runs", "report", "runs/f", "--out", "f.html");
  expect(exitCode, stderr).toBe(0);
  expect(headings(pageOf("f.html"))).toEqual(headings(page));
});

test("a folder that is none of these is named, with what to give", async () => {
  writeFiles(cwd, { "empty/x.txt": "" });
  const { exitCode, stderr } = await run("runs", "report", "empty", "--out", "x.html");
  expect([exitCode, stderr]).toEqual([2, expect.stringMatching(/FILE_NOT_FOUND: empty: neither a run nor a grid/)]);
});
