import { readFileSync } from "node:fs";
import { join } from "node:path";
import { parse } from "csv-parse/sync";
import { expect, it } from "vitest";
import { exampleConfig, exampleCsv, workFolder } from "./testing/command-line.ts";
import { inProcess } from "./testing/in-process.ts";

const planted = exampleCsv(15).replace("stop now stop now 0,stop", '"=how many eggs, how much salt",stop');

it("every text is listed, the least probable label first, with file and row; nothing is a formula to a spreadsheet", async () => {
  const cwd = workFolder({ "config.yaml": exampleConfig(), "data.csv": planted });
  const args = ["data", "suspects", "--config", "config.yaml", "--out"];
  const { exitCode, stdout, stderr } = await inProcess([...args, "list.csv"], cwd);
  expect(exitCode, stderr).toBe(0);
  expect(stdout).toMatch(/of 45 labels look wrong/);
  const rows = parse(readFileSync(join(cwd, "list.csv"), "utf8"), { columns: true }) as Record<string, string>[];
  expect(rows).toHaveLength(45);
  const shares = rows.map((row) => Number(row["label_probability"]));
  expect(shares).toEqual(shares.toSorted((a, b) => a - b));
  expect(rows.find(({ row }) => row === "16")).toMatchObject({
    text: "'=how many eggs, how much salt",
    label: "stop",
    proposed_label: "ask_question",
    file: "data.csv",
  });
  const again = await inProcess([...args, "list.jsonl", "--split", "train", "--json"], cwd);
  expect(JSON.parse(again.stdout), again.stderr).toMatchObject({ head: { type: "nearest-examples" } });
  const [line] = readFileSync(join(cwd, "list.jsonl"), "utf8").split("\n");
  expect(JSON.parse(line as string)).toMatchObject({ split: "train", likely_wrong: expect.any(Boolean) });
});

it("an existing file, another ending and one fold are refused before anything is read", async () => {
  const cwd = workFolder({ "config.yaml": exampleConfig(), "list.csv": "" });
  const suspects = (...rest: string[]) => inProcess(["data", "suspects", "--config", "config.yaml", ...rest], cwd);
  expect((await suspects("--out", "list.csv")).stderr).toContain("OUTPUT_EXISTS");
  expect((await suspects("--out", "list.txt")).stderr).toContain("expected a .csv, .tsv or .jsonl file");
  expect((await suspects("--out", "x.csv", "--folds", "1")).stderr).toContain("--folds: expected a whole number");
});
