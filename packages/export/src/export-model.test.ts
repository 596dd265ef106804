import { existsSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { sha256, silentLogger } from "@intentsmith/core";
import type { Manifest, TrainedModelRecord } from "@intentsmith/classifier";
import { exportModel } from "./export-model.ts";
import { readOnnx, type OnnxFile } from "./testing/read-onnx.ts";
import { expectSameAnswers } from "./testing/same-answers.ts";
import { exampleRecord as record, trainedFolder } from "./testing/trained-folder.ts";

const work = mkdtempSync(join(tmpdir(), "export-"));
const trained = join(work, "trained");
const bundle = join(work, "bundle");
afterAll(() => rmSync(work, { recursive: true }));

beforeAll(() => {
  trainedFolder(trained);
});

describe("an exported folder", () => {
  let onnx: OnnxFile;
  beforeAll(async () => {
    const result = await exportModel(trained, bundle, { threads: 1, texts: ["one more text"] });
    expect(result.maxDifference).toBeLessThanOrEqual(1e-5);
    expect(result.textCount).toBeGreaterThan(20);
    expect(result.files["model.onnx"]?.sizeBytes).toBeGreaterThan(10_000);
    onnx = readOnnx(readFileSync(join(bundle, "model.onnx")));
  });

  it("holds a classifier that agrees with the trained one", async () => {
    const texts = ["what is the next step", "stop", "", "tomatoes ".repeat(100)];
    await expectSameAnswers([trained, bundle], texts);
  });

  it("uses standard operators only, of one opset", () => {
    expect(new Set(onnx.nodes.map(({ domain }) => domain))).toEqual(new Set([""]));
    expect(onnx.opsets).toEqual({ "": 20 });
    expect(onnx.nodes.map(({ op }) => op)).not.toContain("FusedMatMul");
  });

  it("transposes no weight while running", () => {
    const transposes = onnx.nodes.filter(({ op }) => op === "Transpose");
    expect(transposes.length).toBeGreaterThan(0);
    expect(transposes.filter(({ inputs }) => onnx.initializers.has(inputs[0] as string))).toEqual([]);
  });

  it("carries its labels with their embeddings", () => {
    const { labels, width } = JSON.parse(readFileSync(join(bundle, "labels.json"), "utf8")) as {
      width: number;
      labels: { name: string; words: string; embedding: number[] }[];
    };
    expect(labels.map(({ name, words }) => ({ name, words }))).toEqual(record.labels);
    expect(labels.map(({ embedding }) => embedding.length)).toEqual([width, width, width]);
    expect(labels[1]?.embedding).toEqual(labels[2]?.embedding);
    expect(Math.hypot(...(labels[0]?.embedding ?? []))).toBeCloseTo(1, 5);
    expect(JSON.parse(onnx.metadata["labels"] ?? "")).toEqual(["next_step", "stop", "halt"]);
  });

  it("says how it was trained, and in no file where", () => {
    const told = JSON.parse(readFileSync(join(bundle, "intentsmith.json"), "utf8")) as TrainedModelRecord;
    expect(told).toEqual({ ...record, base: "tiny-bert", config: { train: { epochs: 1 } } });
    for (const name of readdirSync(bundle)) {
      expect(readFileSync(join(bundle, name)).includes("private"), name).toBe(false);
    }
  });

  it("is described by its manifest, file by file", () => {
    const manifest = JSON.parse(readFileSync(join(bundle, "manifest.json"), "utf8")) as Manifest;
    expect(Object.keys(manifest.files)).toEqual(
      readdirSync(bundle)
        .filter((name) => !name.startsWith("manifest."))
        .sort(),
    );
    for (const [name, { sizeBytes, sha256: hash }] of Object.entries(manifest.files)) {
      const bytes = readFileSync(join(bundle, name));
      expect([name, bytes.length, sha256(bytes)]).toEqual([name, sizeBytes, hash]);
    }
    expect(manifest.model).toEqual({
      file: "model.onnx",
      precision: "fp32",
      opset: onnx.opsets[""],
      irVersion: onnx.irVersion,
      inputs: ["input_ids", "attention_mask"].map((name) => ({
        name,
        dtype: "int64",
        shape: ["batch_size", "sequence_length"],
      })),
      outputs: [{ name: "sentence_embedding", dtype: "float32", shape: ["batch_size", 16] }],
    });
    expect(manifest.parity.maxAbsDifference).toBeLessThanOrEqual(manifest.parity.tolerance);
  });

  it("has the same bytes every time", async () => {
    const again = join(work, "again");
    await exportModel(trained, again, { threads: 1, texts: ["one more text"] });
    for (const name of readdirSync(bundle)) {
      expect(readFileSync(join(again, name)).equals(readFileSync(join(bundle, name))), name).toBe(true);
    }
  });
});

describe("what cannot be exported", () => {
  const left = (): string[] => readdirSync(work).filter((name) => name.includes("refused"));

  it("a file that would give other embeddings is not written", async () => {
    // The record asks for shorter texts than the trained folder: long texts come out differently.
    const other = trainedFolder(join(work, "other"), { ...record, maxSequenceLength: 8 });
    const told = exportModel(other, join(work, "refused"), { threads: 1 });
    await expect(told).rejects.toMatchObject({
      code: "EXPORT_MISMATCH",
      message: expect.stringContaining("differs by"),
    });
    expect(left()).toEqual([]);
  });

  it("an output folder that exists stays as it is", async () => {
    const there = join(work, "there");
    mkdirSync(there);
    await expect(exportModel(trained, there)).rejects.toMatchObject({ code: "OUTPUT_EXISTS" });
    expect(readdirSync(there)).toEqual([]);
  });

  it("the model's own folder is no place for the output", async () => {
    const before = readdirSync(trained);
    for (const out of [join(trained, "deploy"), join(trained, "..", "trained", "a", "b")]) {
      await expect(exportModel(trained, out)).rejects.toMatchObject({ code: "ARGUMENT_INVALID" });
    }
    expect(readdirSync(trained)).toEqual(before);
  });

  it("a folder without a tokenizer is named, and nothing is left", async () => {
    const mute = trainedFolder(join(work, "mute"));
    for (const name of ["tokenizer.json", "vocab.txt"]) rmSync(join(mute, name));
    await expect(exportModel(mute, join(work, "refused"))).rejects.toMatchObject({
      message: expect.stringContaining("tokenizer.json"),
    });
    expect(left()).toEqual([]);
  });

  it("a signal ends it between two files, and nothing is left", async () => {
    const controller = new AbortController();
    const logger = { ...silentLogger, progress: () => controller.abort("SIGTERM") };
    const options = { threads: 1, precisions: ["fp32", "int8"] as const, logger, signal: controller.signal };
    await expect(exportModel(trained, join(work, "refused"), options)).rejects.toMatchObject({
      name: "ExportInterrupted",
      signal: "SIGTERM",
    });
    expect(left()).toEqual([]);
  });

  it("no folder at all, an empty one, or an exported one is named", async () => {
    const out = join(work, "refused");
    mkdirSync(join(work, "empty"));
    await expect(exportModel(join(work, "empty"), out)).rejects.toMatchObject({ code: "FILE_NOT_FOUND" });
    await expect(exportModel(join(work, "none"), out)).rejects.toMatchObject({ code: "FILE_NOT_FOUND" });
    await expect(exportModel(bundle, out)).rejects.toMatchObject({ code: "ARGUMENT_INVALID" });
    expect(existsSync(out)).toBe(false);
  });
});
