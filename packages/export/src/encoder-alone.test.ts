import { cpSync, existsSync, mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import {
  IntentClassifier,
  openExportedEncoder,
  verifyExportedFolder,
  type Golden,
  type Manifest,
} from "@intentsmith/classifier";
import { SentenceEncoder } from "@intentsmith/model";
import { afterAll, beforeAll, expect, it } from "vitest";
import { exportModel } from "./export-model.ts";
import { tinyBert } from "./testing/trained-folder.ts";

const work = mkdtempSync(join(tmpdir(), "export-encoder-"));
const bundle = join(work, "bundle");
const json = <T>(name: string): T => JSON.parse(readFileSync(join(bundle, name), "utf8")) as T;
beforeAll(async () => {
  await exportModel(tinyBert, bundle, { threads: 1, precisions: ["fp32", "int8"], forClients: true });
});
afterAll(() => rmSync(work, { recursive: true }));

it("an encoder without labels is exported, and gives the encoder's embeddings", async () => {
  const texts = ["what is the next step?", "stop"];
  const [ours, exported] = [
    await SentenceEncoder.load(tinyBert, { threads: 1 }),
    await openExportedEncoder(bundle, json<Manifest>("manifest.json").maxSequenceLength, {
      threads: 1,
      file: "onnx/model.onnx",
    }),
  ];
  const [expected, found] = [await ours.encode(texts), await exported.encode(texts)];
  for (const [i, value] of expected.data.entries()) expect(found.data[i]).toBeCloseTo(value, 5);
  await Promise.all([ours.release(), exported.release()]);
});

it("it has no labels, no record, and a card that says so", async () => {
  expect(["labels.json", "intentsmith.json"].filter((name) => existsSync(join(bundle, name)))).toEqual([]);
  expect(json<Manifest>("manifest.json").labelCount).toBe(0);
  expect(readFileSync(join(bundle, "README.md"), "utf8")).toMatch(/feature-extraction[^]*It has no labels/);
  await expect(IntentClassifier.load(bundle)).rejects.toMatchObject({
    code: "FILE_NOT_FOUND",
    message: expect.stringContaining("it has no labels"),
  });
});

it("its golden set is of embeddings, and verify runs it", async () => {
  expect(Object.keys(json<Golden>("golden.json").cases[0] as object)).toEqual(["text"]);
  const checks = await verifyExportedFolder(bundle, { threads: 1 });
  expect(checks.flatMap(({ faults }) => faults)).toEqual([]);
  expect(checks.filter(({ what, skipped }) => what.includes("golden set") && skipped === undefined).length).toBe(2);
  const other = join(work, "other");
  cpSync(bundle, other, { recursive: true });
  rmSync(join(other, "golden.json"));
  expect((await verifyExportedFolder(other, { threads: 1 })).flatMap(({ faults }) => faults).length).toBeGreaterThan(0);
});

it("a classifier's graph of it is refused", async () => {
  await expect(exportModel(tinyBert, join(work, "refused"), { classifier: true })).rejects.toMatchObject({
    code: "ARGUMENT_INVALID",
    message: expect.stringContaining("an encoder without labels has no classifier graph"),
  });
  expect(existsSync(join(work, "refused"))).toBe(false);
});
