import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { silentLogger } from "@intentsmith/core";
import { parseTrainingConfig } from "@intentsmith/train";
import { afterAll, expect, test } from "vitest";
import type { Context } from "../arguments/command.ts";
import { loadTrainingSource } from "./training-source.ts";

const folder = mkdtempSync(join(tmpdir(), "intentsmith-source-"));
afterAll(() => rmSync(folder, { recursive: true }));
const context = { logger: silentLogger, environment: {} } as Context;
const data = join(folder, "mine.csv");
writeFileSync(data, "utterance;intent\nwhere is it;track\nstop it;cancel\n");
const config = join(folder, "c.yaml");
writeFileSync(
  config,
  [
    "data: {reader: jsonl, files: [nowhere.jsonl], textColumn: t, labelWords: {track: where is my parcel}}",
    "model: {base: mine}",
    "train: {epochs: 3}",
  ].join("\n"),
);

test("a file alone: its columns are found, the base ships, settings are left to the rule", async () => {
  const { values, name } = await loadTrainingSource({ data }, { settings: ["train.seed=7"] }, context);
  expect(name).toBe("mine");
  expect(parseTrainingConfig(values, "test")).toMatchObject({
    data: { reader: "csv", files: [data], delimiter: ";", textColumn: "utterance", labelColumn: "intent" },
    model: { base: "minilm-l3-mini" },
    train: { epochs: "auto", learningRate: "auto", loss: "auto", refitHead: "auto", seed: 7 },
  });
});

test("a file in place of a config's files: what the config says of labels and training stays", async () => {
  const { values } = await loadTrainingSource({ config, data }, {}, context);
  expect(parseTrainingConfig(values, "test")).toMatchObject({
    data: { reader: "csv", files: [data], textColumn: "utterance", labelWords: { track: "where is my parcel" } },
    model: { base: "mine" },
    train: { epochs: 3, learningRate: 2e-5 },
  });
});

test.each([
  [{ run: folder, data }, /--resume and --data: give one of them/],
  [{}, /--config or --data must be given/],
])("%j is refused", async (source, message) => {
  await expect(loadTrainingSource(source, {}, context)).rejects.toThrow(message);
});
