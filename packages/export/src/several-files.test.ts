import { mkdtempSync, readFileSync, readdirSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import {
  IntentClassifier,
  verifyExportedFolder,
  type Golden,
  type Manifest,
  type Precision,
} from "@intentsmith/classifier";
import { sha256 } from "@intentsmith/core";
import { openOnnxSession } from "@intentsmith/graph";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { exportModel } from "./export-model.ts";
import type { ExportResult } from "./export-options.ts";
import { readOnnx } from "./testing/read-onnx.ts";
import { exampleRecord, trainedFolder } from "./testing/trained-folder.ts";

const work = mkdtempSync(join(tmpdir(), "export-several-"));
const [trained, bundle] = [join(work, "trained"), join(work, "bundle")];
const examples = [
  { text: "next step", label: "next_step" },
  { text: "stop", label: "halt" },
];
afterAll(() => rmSync(work, { recursive: true }));

const json = <T>(name: string): T => JSON.parse(readFileSync(join(bundle, name), "utf8")) as T;

describe("three precisions and a classifier", () => {
  let result: ExportResult;
  beforeAll(async () => {
    trainedFolder(trained);
    const precisions = ["fp32", "fp16", "int8"] as const;
    result = await exportModel(trained, bundle, { threads: 1, precisions, classifier: true, examples, speed: true });
  });

  it("have the names that transformers.js looks for", () => {
    expect(readdirSync(join(bundle, "onnx")).sort()).toEqual([
      "classifier.onnx",
      "classifier_fp16.onnx",
      "classifier_quantized.onnx",
      "model.onnx",
      "model_fp16.onnx",
      "model_quantized.onnx",
    ]);
    expect(json<Manifest>("manifest.json")).toMatchObject({
      format: 2,
      model: { file: "onnx/model.onnx", precision: "fp32" },
    });
  });

  it("the float32 encoder has the bytes of an export of float32 alone", async () => {
    await exportModel(trained, join(work, "alone"), { threads: 1 });
    const alone = readFileSync(join(work, "alone", "model.onnx"));
    expect(readFileSync(join(bundle, "onnx/model.onnx")).equals(alone)).toBe(true);
  });

  it("consist of standard operators; integers are multiplied in the quantised ones alone", () => {
    for (const { file, precision } of result.models) {
      const { nodes } = readOnnx(readFileSync(join(bundle, file)));
      expect(new Set(nodes.map(({ domain }) => domain))).toEqual(new Set([""]));
      expect(nodes.some(({ op }) => op === "MatMulInteger")).toBe(precision === "int8");
    }
  });

  it("are each reported: difference, changed labels, accuracy, size, speed", () => {
    expect(result.models.map(({ kind, precision }) => `${kind} ${precision}`)).toEqual([
      "encoder fp32",
      "encoder fp16",
      "encoder int8",
      "classifier fp32",
      "classifier fp16",
      "classifier int8",
    ]);
    const [fp32, fp16, int8] = result.models;
    expect(fp32?.maxDifference).toBeLessThanOrEqual(1e-5);
    expect(fp16?.maxDifference).toBeLessThanOrEqual(2e-3);
    expect(fp16?.maxDifference).toBeGreaterThan(fp32?.maxDifference as number);
    expect(int8?.largestCosineDifference).toBeLessThanOrEqual(0.05);
    expect(int8?.meanCosineDifference).toBeLessThanOrEqual(int8?.largestCosineDifference as number);
    expect(fp32?.changedPredictions).toBe(0);
    // Two labels share the words "stop": the first of them is the answer, so one of two is right.
    expect([result.accuracy, fp32?.accuracy]).toEqual([0.5, 0.5]);
    for (const { sizeBytes, file, speed } of result.models) {
      expect(result.files[file]?.sizeBytes).toBe(sizeBytes);
      expect(speed?.batch1).toBeGreaterThan(0);
      expect(speed?.batch32).toBeGreaterThan(0);
    }
  });

  it.each<Precision>(["fp32", "fp16", "int8"])("IntentClassifier runs the file of %s", async (precision) => {
    const classifier = await IntentClassifier.load(bundle, { threads: 1, precision });
    const { wouldBe, score } = await classifier.classify("next step");
    expect(wouldBe).toBe("next_step");
    expect(score).toBeCloseTo(1, precision === "int8" ? 2 : 5);
    await classifier.release();
  });

  it("a precision that was not exported is refused, and of a trained folder any", async () => {
    const alone = join(work, "alone");
    await expect(IntentClassifier.load(alone, { precision: "int8" })).rejects.toMatchObject({
      code: "ARGUMENT_INVALID",
      message: expect.stringMatching(/no file of precision int8, it has fp32/),
    });
    await expect(IntentClassifier.load(trained, { precision: "int8" })).rejects.toMatchObject({
      code: "ARGUMENT_INVALID",
    });
  });

  it("the classifier file says what its numbers mean", () => {
    const { metadata } = readOnnx(readFileSync(join(bundle, "onnx/classifier_quantized.onnx")));
    expect(metadata).toMatchObject({ precision: "int8", head: "label-words", temperature: "0.05" });
    expect(JSON.parse(metadata["labels"] ?? "")).toEqual(exampleRecord.labels.map(({ name }) => name));
  });

  it("one run of the classifier file gives the answer of IntentClassifier", async () => {
    const classifier = await IntentClassifier.load(bundle, { threads: 1, precision: "fp32" });
    const expected = await classifier.classify("stop", { top: 3 });
    await classifier.release();
    const session = await openOnnxSession(join(bundle, "onnx/classifier.onnx"), { threads: 1 });
    const vocabulary = readFileSync(join(bundle, "vocab.txt"), "utf8").split("\n");
    const ids = ["[CLS]", "stop", "[SEP]"].map((piece) => BigInt(vocabulary.indexOf(piece)));
    const found = await session.run({
      input_ids: { dtype: "int64", shape: [1, 3], data: BigInt64Array.from(ids) },
      attention_mask: { dtype: "int64", shape: [1, 3], data: BigInt64Array.of(1n, 1n, 1n) },
    });
    await session.release();
    for (const [c, { name }] of exampleRecord.labels.entries()) {
      const { score, probability } = expected.top.find(({ label }) => label === name) as (typeof expected.top)[number];
      expect(found["scores"]?.data[c]).toBeCloseTo(score, 5);
      expect(found["probabilities"]?.data[c]).toBeCloseTo(probability, 5);
    }
  });

  it("the golden set is of our own texts, and verify runs it through every file", async () => {
    const golden = json<Golden>("golden.json");
    expect(golden.cases.length).toBeGreaterThan(2);
    expect(golden.cases.find(({ text }) => text === "next step")?.label).toBe("next_step");
    expect(Object.keys(golden.files ?? {}).sort()).toEqual(result.models.map(({ file }) => file).sort());
    const checks = await verifyExportedFolder(bundle, { threads: 1 });
    expect(checks.flatMap(({ faults }) => faults)).toEqual([]);
    expect(checks.filter(({ what }) => what.includes("golden set")).length).toBe(6);
  });

  it("the manifest's hash is as sha256sum reads it", () => {
    const manifest = readFileSync(join(bundle, "manifest.json"));
    expect(readFileSync(join(bundle, "manifest.sha256"), "utf8")).toBe(`${sha256(manifest)}  manifest.json\n`);
  });
});

it("texts of the user stand in no file, unless he asks for it", async () => {
  const texts = ["a private remark about onions"];
  const [without, withThem] = [join(work, "without"), join(work, "with")];
  await exportModel(trained, without, { threads: 1, texts });
  await exportModel(trained, withThem, { threads: 1, texts, withExamples: true });
  const files = (folder: string): string[] =>
    readdirSync(folder).filter((name) => readFileSync(join(folder, name)).includes("private remark"));
  expect([files(without), files(withThem)]).toEqual([[], ["golden.json"]]);
});

it("a folder for other clients has their configs, and encoders that give hidden states besides", async () => {
  const folder = join(work, "clients");
  const { models } = await exportModel(trained, folder, { threads: 1, precisions: ["int8"], forClients: true });
  expect(models.map(({ file }) => file)).toEqual(["onnx/model_quantized.onnx"]);
  const there = readdirSync(folder, { recursive: true, encoding: "utf8" });
  expect(there).toEqual(expect.arrayContaining(["config.json", "modules.json", join("1_Pooling", "config.json")]));
  const manifest = JSON.parse(readFileSync(join(folder, "manifest.json"), "utf8")) as Manifest;
  expect(manifest.model.outputs.map(({ name, shape }) => [name, shape])).toEqual([
    ["sentence_embedding", ["batch_size", 16]],
    ["last_hidden_state", ["batch_size", "sequence_length", 16]],
  ]);
  expect((await verifyExportedFolder(folder, { threads: 1 })).flatMap(({ faults }) => faults)).toEqual([]);
});

it("int8 alone is called model.onnx, and is what is loaded", async () => {
  const folder = join(work, "int8");
  const { models } = await exportModel(trained, folder, { threads: 1, precisions: ["int8"] });
  expect(models.map(({ file }) => file)).toEqual(["model.onnx"]);
  const classifier = await IntentClassifier.load(folder, { threads: 1 });
  expect((await classifier.classify("next step")).wouldBe).toBe("next_step");
  await classifier.release();
});

it.each([[[]], [["fp32", "fp32"]], [["int4"]]])("precisions %j are refused", async (precisions) => {
  const told = exportModel(trained, join(work, "refused"), { precisions: precisions as Precision[] });
  await expect(told).rejects.toMatchObject({ code: "ARGUMENT_INVALID" });
});
