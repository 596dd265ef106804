import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { silentLogger } from "@intentsmith/core";
import { onnxruntimeEngine } from "@intentsmith/graph";
import { loadModel, saveModel, SentenceEncoder } from "@intentsmith/model";
import { expect, onTestFinished, test } from "vitest";
import { parseTrainingConfig, type WrittenConfig } from "../config/training-config.ts";
import { tinyBert } from "../testing/example-training.ts";
import { CachedEmbedder } from "./embedding-cache.ts";
import { fit } from "./fit.ts";

function temporaryFolder(): string {
  const folder = mkdtempSync(join(tmpdir(), "intentsmith-bad-fit-"));
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }));
  return folder;
}

/** rows: text, label, split. */
function configOf(
  folder: string,
  rows: readonly (readonly [string, string, string])[],
  base = tinyBert,
): WrittenConfig {
  const file = join(folder, "data.csv");
  writeFileSync(file, ["text,label,split", ...rows.map((row) => row.join(","))].join("\n"));
  const data = { reader: "csv", files: [file], splitColumn: "split" };
  return parseTrainingConfig({ data, model: { base }, train: { threads: 1 } }, "test");
}

const two = [
  ["how much", "ask", "train"],
  ["how many", "ask", "train"],
  ["stop it", "stop", "train"],
  ["stop now", "stop", "train"],
  ["what", "ask", "validation"],
  ["stop", "stop", "validation"],
] as const;

test("one label is refused before anything is tried", async () => {
  const folder = temporaryFolder();
  const config = configOf(folder, [
    ["how much", "ask", "train"],
    ["how many", "ask", "validation"],
  ]);
  await expect(fit(config, { out: join(folder, "fit") })).rejects.toMatchObject({
    code: "DATA_LABELS_UNUSABLE",
    message: expect.stringMatching(/at least two labels, received one: "ask"/),
  });
});

test("a label with one text, and more labels than texts of most, still give a model", async () => {
  const folder = temporaryFolder();
  const rows = ["a", "b", "c", "d", "e"].map((label) => [`word ${label}`, label, "train"] as const);
  const config = configOf(folder, [...rows, ["word a again", "a", "validation"]]);
  const { chosen, outcomes } = await fit(config, { out: join(folder, "fit"), budgetS: 1e-3 });
  expect(chosen.config).not.toBeNull();
  expect(outcomes.filter(({ status }) => status === "finished").map(({ name }) => name)).toContain("logistic");
});

test("texts that all are the same are told apart by nothing, and give a model all the same", async () => {
  const folder = temporaryFolder();
  const same = two.map(([, label, split]) => ["the same", label, split] as const);
  const { chosen } = await fit(configOf(folder, same), { out: join(folder, "fit"), budgetS: 1e-3 });
  expect(chosen.validation).toBe(0.5);
});

test("a base whose embeddings are not finite is refused, naming the text", async () => {
  const folder = temporaryFolder();
  const model = await loadModel(tinyBert);
  for (const { data } of model.weights.values()) data.fill(NaN);
  const base = join(folder, "base");
  await saveModel(base, model);
  await expect(fit(configOf(folder, two, base), { out: join(folder, "fit") })).rejects.toMatchObject({
    code: "MODEL_MALFORMED",
    message: expect.stringMatching(/not finite/),
  });
});

test("a budget too small for anything: the heads come out all the same, and what was not tried is named", async () => {
  const folder = temporaryFolder();
  const { outcomes, chosen } = await fit(configOf(folder, two), { out: join(folder, "fit"), budgetS: 1e-6 });
  expect(chosen.config?.["train"]).toMatchObject({ method: "head" });
  expect(outcomes.at(-1)).toMatchObject({ status: "not-tried", note: expect.any(String) });
});

test("embeddings of another base are never taken from the cache", async () => {
  const folder = temporaryFolder();
  const engine = onnxruntimeEngine({ threads: 1 });
  const [one, other] = [await loadModel(tinyBert), await loadModel(tinyBert)];
  for (const { data } of other.weights.values()) data.forEach((value, i) => (data[i] = value * 1.5));
  const [first, second] = [new SentenceEncoder(one, { engine }), new SentenceEncoder(other, { engine })];
  const texts = ["how much", "stop"];
  try {
    await new CachedEmbedder(first, one, folder, silentLogger).encode(texts);
    const cached = await new CachedEmbedder(second, other, folder, silentLogger).encode(texts);
    expect([...cached.data]).toEqual([...(await second.encode(texts)).data]);
    expect([...cached.data]).not.toEqual([...(await first.encode(texts)).data]);
  } finally {
    await first.release();
    await second.release();
  }
});
