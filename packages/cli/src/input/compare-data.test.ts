import { existsSync, readFileSync, renameSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { expect, it } from "vitest";
import { exampleConfig, workFolder } from "../testing/command-line.ts";
import { inProcess } from "../testing/in-process.ts";

const words = ["paper", "stone", "river", "cloud", "lamp", "bridge", "tiger", "piano", "market", "window"];

/** Texts that no two rows share; `from` says which. */
function csvRows(from: number, to: number): string {
  const rows = Array.from({ length: to - from }, (_, index) => {
    const n = from + index;
    const text = [n, n * 3 + 1, n * 7 + 2, n * 9 + 5].map((word) => words[word % words.length]).join(" ");
    return `${text} ${n},${n % 2 === 0 ? "alpha_team" : "beta_team"}\n`;
  });
  return rows.join("");
}

const header = "text,label\n";

async function trained(settings: string): Promise<string> {
  const cwd = workFolder({ "config.yaml": exampleConfig({ epochs: 1 }), "data.csv": header + csvRows(0, 60) });
  const { exitCode, stderr } = await inProcess(
    ["train", "--config", "config.yaml", "--out", "run", "--set", `data.splits=${settings}`],
    cwd,
  );
  expect(exitCode, stderr).toBe(0);
  return cwd;
}

const measure = (cwd: string, ...more: string[]): ReturnType<typeof inProcess> =>
  inProcess(["eval", "--model", "run/model", "--json", ...more], cwd);

const grow = (cwd: string): void => writeFileSync(join(cwd, "data.csv"), header + csvRows(60, 75) + csvRows(0, 60));

it("a model's own data that has grown is refused where the cut has moved, and measured where it stays", async () => {
  const cwd = await trained("{validation: 0.2, test: 0.2, seed: 1}");
  const before = await measure(cwd);
  expect([before.exitCode, before.stderr.includes("changed")]).toEqual([0, false]);
  grow(cwd);
  const refused = await measure(cwd);
  expect([refused.exitCode, refused.stdout]).toEqual([2, ""]);
  expect(refused.stderr).toMatch(
    /error DATA_CHANGED: data: .*texts of test may be texts that the model was trained on/,
  );
  expect(refused.stderr).toMatch(/hint: .*--data FILE.*data\.splits\.method: text-hash/);
  const told = await measure(cwd, "--config", "config.yaml", "--set", "data.splits={test: 0.2, seed: 1}");
  expect(told.exitCode, told.stderr).toBe(0);
  expect(told.stderr).toMatch(/warning: data: it has changed since training/);

  const stays = await trained("{validation: 0.2, test: 0.2, seed: 1, method: text-hash}");
  const first = JSON.parse((await measure(stays)).stdout) as { total: number; splitHash: string };
  grow(stays);
  const later = await measure(stays);
  expect(later.stderr).toContain("this is not the test split of the model's record");
  const grown = JSON.parse(later.stdout) as { total: number; splitHash: string };
  expect(grown.total).toBeGreaterThan(first.total);
  expect(grown.splitHash).not.toBe(first.splitHash);
  expect((await measure(stays, "--set", "data.splits.seed=2")).stderr).toMatch(/error DATA_CHANGED/);
  expect((await measure(stays, "--set", "data.splits.test=0.4")).stderr).toMatch(/error DATA_CHANGED/);
});

it("rows in another order, other spellings and another name of the file are the same data", async () => {
  const cwd = await trained("{validation: 0.2, test: 0.2, seed: 1, method: text-hash}");
  const [, ...rows] = readFileSync(join(cwd, "data.csv"), "utf8").trimEnd().split("\n");
  writeFileSync(join(cwd, "data.csv"), `${header}${rows.reverse().join("\n").replaceAll("paper", "PAPER")}\n`);
  renameSync(join(cwd, "data.csv"), join(cwd, "other.csv"));
  const { exitCode, stderr } = await measure(cwd, "--set", "data.files=[other.csv]");
  expect([exitCode, stderr.includes("changed")]).toEqual([0, false]);
});

it("from another folder, what lies at the same path is not taken for the model's data", async () => {
  const cwd = await trained("{validation: 0.2, test: 0.2, seed: 1}");
  const elsewhere = workFolder({ "data.csv": header + csvRows(100, 160) });
  const model = join(cwd, "run", "model");
  expect(existsSync(model)).toBe(true);
  const { exitCode, stderr } = await inProcess(["eval", "--model", model], elsewhere);
  expect([exitCode, stderr]).toEqual([2, expect.stringContaining("error DATA_CHANGED")]);
});

it("a record of before, which has one hash over files and config, is compared by that", async () => {
  const cwd = await trained("{validation: 0.2, test: 0.2, seed: 1}");
  const path = join(cwd, "run", "model", "intentsmith.json");
  const { dataHashes: _, ...before } = JSON.parse(readFileSync(path, "utf8")) as Record<string, unknown>;
  writeFileSync(path, JSON.stringify(before));
  const same = await measure(cwd);
  expect([same.exitCode, same.stderr.includes("changed")]).toEqual([0, false]);
  grow(cwd);
  expect((await measure(cwd)).stderr).toMatch(/error DATA_CHANGED/);
});

it("a file with the training texts is named as that", async () => {
  const csv = `text,label,split\n${csvRows(0, 40).replaceAll("\n", ",train\n")}`;
  const cwd = workFolder({ "config.yaml": exampleConfig({ epochs: 1 }), "data.csv": csv });
  const args = ["train", "--config", "config.yaml", "--out", "run", "--set", "data.splitColumn=split"];
  await inProcess([...args, "--set", "data.splits={validation: 0, test: 0}"], cwd);
  writeFileSync(join(cwd, "new.csv"), header + csvRows(0, 40));
  expect((await measure(cwd, "--data", "new.csv")).stderr).toContain("the texts that the model was trained with");
  writeFileSync(join(cwd, "new.csv"), header + csvRows(40, 80));
  expect((await measure(cwd, "--data", "new.csv")).stderr).not.toContain("trained with");
});
