import { mkdtempSync, readdirSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, expect, test } from "vitest";
import { inProcess } from "./testing/in-process.ts";

const tinyBert = join(import.meta.dirname, "../../../oracles/golden/tiny-bert");
const folder = mkdtempSync(join(tmpdir(), "intentsmith-untrained-"));
afterAll(() => rmSync(folder, { recursive: true }));
const labels = join(folder, "labels.txt");
writeFileSync(labels, "stop\nask_step\n");
writeFileSync(join(folder, "new.csv"), "text,label\nstop now,stop\nthe next step,ask_step\n");
const base = ["--base", tinyBert, "--labels", labels, "--threads", "1"];

test("a base is exported, measured and asked as it is, and the export answers as the base did", async () => {
  const asked = await inProcess(["predict", ...base, "stop", "ask step"], folder);
  expect(asked.exitCode).toBe(0);
  // A label's own words are nearest to it, whatever the encoder
  expect(asked.stdout.split("\n").slice(0, 2)).toEqual([
    expect.stringMatching(/^stop\t1\.0000\t/),
    expect.stringMatching(/^ask_step\t1\.0000\t/),
  ]);
  const measured = await inProcess(["eval", ...base, "--data", "new.csv", "--json"], folder);
  expect(JSON.parse(measured.stdout)).toMatchObject({ total: 2 });
  const exported = await inProcess(["export", ...base, "--out", "deploy"], folder);
  expect(exported.exitCode).toBe(0);
  const again = await inProcess(["predict", "--model", "deploy", "--threads", "1", "stop", "ask step"], folder);
  expect(again.stdout).toBe(asked.stdout);
});

test("nothing of it is left behind", () => {
  expect(readdirSync(tmpdir()).filter((name) => name.startsWith("intentsmith-base-"))).toEqual([]);
});

test.each([[["--base", tinyBert]], [["--labels", labels]], [["--model", "m", ...base]], [[]]])(
  "%j alone is refused before anything is read",
  async (options) => {
    const { exitCode, stderr } = await inProcess(["predict", ...options, "a text"], folder);
    expect(exitCode).toBe(2);
    expect(stderr).toContain("expected --model, or --base and --labels together");
  },
);
