import { expect, test } from "vitest";
import { exampleConfig, exampleCsv, workFolder, writeFiles } from "./testing/command-line.ts";
import { inProcess } from "./testing/in-process.ts";

test("eval says where it is weak, what leaks from training and what is not clear, in the terminal and as JSON", async () => {
  const [header, ...rows] = exampleCsv(30).trim().split("\n");
  const sliced = rows.map((row, i) => `${row},${i % 2 === 0 ? "web" : "phone"}`);
  const cwd = workFolder({
    "data.csv": [`${header},channel`, ...sliced].join("\n"),
    "config.yaml": exampleConfig({ epochs: 1 }).concat("evaluate: {slices: [channel]}\n"),
  });
  const run = (...args: string[]) => inProcess(args, cwd);
  const trained = await run("train", "--config", "config.yaml", "--out", "run");
  expect(trained.exitCode, trained.stderr).toBe(0);
  const args = ["eval", "--model", "run/model", "--split", "validation"];
  const people = await run(...args, "--explain");
  expect(people.exitCode, people.stderr).toBe(0);
  expect(people.stdout).toMatch(/\n\d+ of \d+ texts are also training texts/);
  expect(people.stdout).toMatch(/\ntexts between two labels: \d+\n/);
  const inTraining = ["eval", "--model", "run/model", "--split", "train"];
  expect((await run(...inTraining)).stdout).toMatch(/\nweakest slices \(\d+.*\)\n/);
  const { stdout } = await run(...inTraining, "--json", "--explain");
  const json = JSON.parse(stdout) as Record<string, { by: string; nearest: unknown[] }[]>;
  expect(new Set(json["slices"]?.map(({ by }) => by))).toContain("channel");
  expect([...(json["ambiguous"] ?? []), ...(json["lowConfidence"] ?? [])].length).toBeGreaterThan(0);
  expect(json).not.toHaveProperty("leaks");
  // Another file need not have the model's columns; one that is asked for it must have
  const seen = (rows[0] as string).toUpperCase().replace("NEXT_STEP", "next_step");
  writeFiles(cwd, { "other.csv": `text,label\ngo on,next_step\nstop now,stop\n${seen}\n` });
  const other = await run("eval", "--model", "run/model", "--data", "other.csv");
  expect(other.exitCode, other.stderr).toBe(0);
  expect(other.stdout).toMatch(/\n[01] of 3 texts are also training texts/);
  writeFiles(cwd, { "data.csv": `${header},channel\na,stop,web\n` });
  const changed = await run("eval", "--model", "run/model", "--data", "other.csv");
  expect(changed.stderr).toContain("whether texts are training texts is not known");
  const missing = await run("eval", "--model", "run/model", "--data", "other.csv", "--slice", "channel");
  expect(missing.exitCode).toBe(2);
  expect(missing.stderr).toMatch(/DATA_COLUMN_MISSING: other\.csv: evaluate\.slices: expected a column "channel"/);
  const cosine = await run("eval", "--model", "run/model", "--near-duplicates", "95");
  expect(cosine.stderr).toContain("--near-duplicates: expected a cosine above 0, at most 1");
});
