import { mkdtempSync, readdirSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { IntentClassifier, readBaseline } from "@intentsmith/classifier";
import { afterAll, expect, it } from "vitest";
import { exportModel } from "./export-model.ts";
import { trainedFolder } from "./testing/trained-folder.ts";

const work = mkdtempSync(join(tmpdir(), "export-baseline-"));
afterAll(() => rmSync(work, { recursive: true }));
const trained = trainedFolder(join(work, "trained"));
const examples = Array.from({ length: 120 }, (_, i) => ({
  text: `${"mix the flour ".repeat(1 + (i % 5))}${i}${i % 10 === 0 ? " 🐒" : ""}`,
  label: i % 2 === 0 ? "stop" : "next_step",
}));

it("the baseline is what the exported classifier says of the labelled texts, as numbers without a text", async () => {
  const folder = join(work, "with");
  await exportModel(trained, folder, { threads: 1, examples });
  const baseline = readBaseline(folder);
  const classifier = await IntentClassifier.load(folder, { threads: 1 });
  const found = await classifier.classify(examples.map(({ text }) => text));
  const inspected = classifier.inspect(examples.map(({ text }) => text));
  await classifier.release();
  const counts: Record<string, number> = {};
  for (const { wouldBe } of found) counts[wouldBe] = (counts[wouldBe] ?? 0) + 1;
  expect(baseline).toMatchObject({ texts: 120, labels: counts });
  expect(baseline?.right).toBe(found.filter(({ wouldBe }, i) => wouldBe === examples[i]?.label).length);
  expect(baseline?.abstained).toBe(found.filter(({ abstained }) => abstained).length);
  expect(baseline?.meanProbability).toBeCloseTo(found.reduce((sum, { probability }) => sum + probability, 0) / 120, 5);
  const scores = found.map(({ score }) => score).sort((a, b) => a - b);
  expect(baseline?.score[0]).toBeCloseTo(scores[0] as number, 4);
  expect(baseline?.score[100]).toBeCloseTo(scores[60] as number, 2);
  expect(baseline?.score[200]).toBeCloseTo(scores[119] as number, 4);
  expect(inspected.filter(({ unknownTokens }) => unknownTokens === 1)).toHaveLength(12);
  expect(baseline?.unknownShare[200]).toBeGreaterThan(0);
  expect(baseline?.unknownShare[100]).toBe(0);
  const files = readdirSync(folder).filter((name) => readFileSync(join(folder, name)).includes("mix the flour"));
  expect(files).toEqual([]);
});

it("too few labelled texts make no baseline", async () => {
  const folder = join(work, "few");
  await exportModel(trained, folder, { threads: 1, examples: examples.slice(0, 99) });
  expect(readBaseline(folder)).toBeUndefined();
});

it("training texts that were asked for are found by their embedding, nearest first", async () => {
  const folder = join(work, "texts");
  await exportModel(trained, folder, { threads: 1, trainingTexts: examples.slice(0, 20) });
  const classifier = await IntentClassifier.load(folder, { threads: 1 });
  const { text, label } = examples[7] as (typeof examples)[number];
  const { nearest } = await classifier.classify(text, { nearest: 3 });
  await classifier.release();
  expect(nearest).toHaveLength(3);
  expect(nearest?.[0]).toMatchObject({ text, label });
  expect(nearest?.[0]?.cosine).toBeCloseTo(1, 4);
});
