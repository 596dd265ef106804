import { mkdirSync, mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { TrainedModelRecord } from "@intentsmith/classifier";
import { expect, it, onTestFinished } from "vitest";
import { publicRecord } from "./public-record.ts";

const record: TrainedModelRecord = {
  format: 1,
  labels: [{ name: "stop", words: "stop" }],
  context: { turns: 1, role: true },
  base: "minilm-l3-mini",
  maxSequenceLength: 48,
  metrics: { test_accuracy: 0.5 },
  config: {
    data: { reader: "csv", files: ["/home/someone/secret/data.csv"] },
    model: { base: "minilm-l3-mini", maxSequenceLength: 48 },
    train: { epochs: 2, seed: 1 },
    evaluate: { bestBy: "accuracy" },
    tracking: { wandb: { project: "internal", entity: "someone" } },
  },
  versions: { intentsmith: "0.1.0" },
  dataHash: "0".repeat(64),
};

it("keeps labels, metrics, versions and how the model was trained; neither data files nor tracking", () => {
  const { data: _, tracking: __, ...config } = record.config;
  expect(publicRecord(record)).toEqual({ ...record, config });
  expect(JSON.stringify(publicRecord(record))).not.toMatch(/someone|internal/);
});

it("of a record without a config nothing is made up", () => {
  expect(publicRecord({ ...record, config: {} }).config).toEqual({});
});

it.each([
  ["minilm-l3-mini", "minilm-l3-mini"],
  ["sentence-transformers/all-MiniLM-L6-v2", "sentence-transformers/all-MiniLM-L6-v2"],
  ["organisation/name@revision", "organisation/name@revision"],
  ["/home/someone/models/mine", "mine"],
  ["/home/someone/models/mine/", "mine"],
  ["./mine", "mine"],
  ["../models/mine", "mine"],
  ["~/mine", "mine"],
  ["models/of/mine", "mine"],
  [String.raw`C:\Users\someone\mine`, "mine"],
  ["C:/mine", "mine"],
])("a base %s is named %s", (base, name) => {
  const { base: told, config } = publicRecord({ ...record, base, config: { model: { base } } });
  expect([told, config]).toEqual([name, { model: { base: name } }]);
});

it("a base of two names is a folder's if there is one, and a hub id otherwise", () => {
  const [before, folder] = [process.cwd(), mkdtempSync(join(tmpdir(), "export-base-"))];
  onTestFinished(() => {
    process.chdir(before);
    rmSync(folder, { recursive: true });
  });
  process.chdir(folder);
  const base = "runs/acme";
  const told = (): unknown => publicRecord({ ...record, base, config: { model: { base } } });
  expect(told()).toMatchObject({ base, config: { model: { base } } });
  mkdirSync(join(folder, base), { recursive: true });
  expect(told()).toMatchObject({ base: "acme", config: { model: { base: "acme" } } });
});
