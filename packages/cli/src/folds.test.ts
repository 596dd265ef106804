import { readFileSync } from "node:fs";
import { join } from "node:path";
import { expect, it } from "vitest";
import { exampleConfig, exampleCsv, workFolder } from "./testing/command-line.ts";
import { inProcess } from "./testing/in-process.ts";

const head = ["--set", "train.method=head", "--set", "train.head={type: prototypes, wordWeight: 0}"];

it("train --folds ends with one summary; resumed it prints it again, and a grid has no folds", async () => {
  const cwd = workFolder({
    "data.csv": exampleCsv(10),
    "config.yaml": exampleConfig(),
    "grid.yaml": `${exampleConfig()}grid: {parameters: {epochs: {values: [1, 2]}}}\n`,
  });
  const run = (...args: string[]) => inProcess(["train", ...args], cwd);
  const first = await run("--config", "config.yaml", ...head, "--folds", "3", "--out", "cv");
  expect(first.exitCode, first.stderr).toBe(0);
  expect(first.stdout).toMatch(/^fold {4}accuracy {2}right /);
  expect(first.stdout).toMatch(/\nall folds: accuracy 0\.\d{4} \(\d+\/27\), 95 % interval/);
  const page = readFileSync(join(cwd, "cv", "report.html"), "utf8");
  expect(page).toMatch(/<strong>\d+\.\d.%<\/strong>\n<span class="interval">accuracy on all folds, 95 % interval/);
  expect(page).not.toMatch(/NaN|undefined/);
  const again = await run("--resume", "cv", "--json");
  expect(again.exitCode, again.stderr).toBe(0);
  expect(JSON.parse(again.stdout)).toMatchObject({ total: 27, folds: [{ run: "fold-1" }, {}, {}] });
  const grid = await run("--config", "grid.yaml", "--folds", "3", "--out", "x");
  expect(grid.stderr).toMatch(/ARGUMENT_INVALID: grid\.yaml: --folds is for one config, this is a grid/);
  expect((await run("--config", "config.yaml", "--folds", "1", "--out", "y")).exitCode).toBe(2);
});
