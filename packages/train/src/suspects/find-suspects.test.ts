import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { onnxruntimeEngine } from "@intentsmith/graph";
import { expect, test } from "vitest";
import { parseTrainingConfig } from "../config/training-config.ts";
import { exampleConfigValue, exampleCsv, temporaryFolder } from "../testing/example-training.ts";
import { findSuspects } from "./find-suspects.ts";

const engine = onnxruntimeEngine({ threads: 1 });

/** Four labels of 25 texts; the labels of some rows (of the CSV, from 1) are changed. */
function planted(wrong: Record<number, string>, train: Record<string, unknown> = {}) {
  const csv = join(temporaryFolder(), "data.csv");
  const [header, ...rows] = exampleCsv(25).split("\n");
  const changed = rows.map((row, i) => {
    const [text, label, split] = row.split(",");
    return [text, wrong[i + 1] ?? label, split].join(",");
  });
  writeFileSync(csv, [header, ...changed].join("\n"));
  return parseTrainingConfig(exampleConfigValue(csv, { train }), "test");
}

const wrong = { 8: "chitchat", 33: "stop_cook", 62: "ask_question", 95: "ask_question" };

test.each(["nearest-examples", "logistic"] as const)("%s: planted wrong labels come first", async (type) => {
  const config = planted(wrong, { method: "head", head: { type } });
  const { judged, likelyWrong, agreement, head } = await findSuspects(config, { engine });
  expect(judged).toHaveLength(100);
  const first = judged.slice(0, 20).map(({ example }) => Number(example.id.split(":").at(-1)));
  const found = Object.keys(wrong).filter((row) => first.includes(Number(row)));
  expect(found.length).toBeGreaterThanOrEqual(3);
  expect(likelyWrong).toBe(judged.filter(({ isLikelyWrong }) => isLikelyWrong).length);
  expect(JSON.stringify(head)).not.toContain("auto");
  // The tiny encoder is random, but more than chance
  expect(agreement).toBeGreaterThan(0.5);
  for (const { example, proposed, proposedProbability, givenProbability, isLikelyWrong } of judged) {
    expect(proposed).not.toBe(example.label);
    expect(proposedProbability + givenProbability).toBeLessThanOrEqual(1 + 1e-9);
    if (isLikelyWrong) expect(proposedProbability).toBeGreaterThan(givenProbability);
  }
});

test("a split alone is judged by its own texts; the same call gives the same list", async () => {
  const config = planted(wrong);
  const first = await findSuspects(config, { engine, split: "test" });
  expect(new Set(first.judged.map(({ example }) => example.split))).toEqual(new Set(["test"]));
  expect(first.judged).toHaveLength(20);
  expect(await findSuspects(config, { engine, split: "test" })).toEqual(first);
});

test("equal texts with one wrong label do not vouch for each other", async () => {
  const csv = join(temporaryFolder(), "data.csv");
  const rows = Array.from({ length: 12 }, (_, i) => [`how many eggs ${i},a`, `stop the oven ${i},b`]).flat();
  writeFileSync(csv, ["text,label", ...rows, "how many eggs please,b", "How many  eggs please,b"].join("\n"));
  const value = exampleConfigValue(csv, { data: { splitColumn: undefined } });
  const { judged } = await findSuspects(parseTrainingConfig(value, "test"), { engine });
  expect(judged.slice(0, 2).map(({ example }) => example.text.toLowerCase().replace("  ", " "))).toEqual([
    "how many eggs please",
    "how many eggs please",
  ]);
});

test("what training refuses is no reason to stop; a single text and a wrong option are", async () => {
  const csv = join(temporaryFolder(), "data.csv");
  writeFileSync(csv, "text,label,split\nstop,refund,train\ngo on,REFUND,train\nhow much,next,train\nthen,next,test\n");
  const config = parseTrainingConfig(exampleConfigValue(csv), "test");
  const { judged } = await findSuspects(config, { engine });
  expect(judged).toHaveLength(4);
  expect(judged.every(({ givenProbability }) => Number.isFinite(givenProbability))).toBe(true);
  await expect(findSuspects(config, { engine, split: "test" })).rejects.toMatchObject({ code: "DATA_EMPTY" });
  await expect(findSuspects(config, { folds: 1 })).rejects.toMatchObject({ code: "ARGUMENT_INVALID" });
});
