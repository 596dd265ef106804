import { createHash } from "node:crypto";
import { cpSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { trainedModelFile } from "../record/trained-model-record.ts";
import { exampleRecord } from "../testing/trained-folder.ts";
import { tinyBertFolder } from "../testing/tiny-bert.ts";
import { openExportedFolder } from "./exported-folder.ts";
import { manifestFile } from "./manifest.ts";

let folder: string;

/** The files of an exported folder that the check reads; `model.onnx` need not run here. */
beforeEach(() => {
  folder = join(mkdtempSync(join(tmpdir(), "intentsmith-exported-")), "deploy");
  mkdirSync(folder);
  writeFileSync(join(folder, "model.onnx"), "an ONNX file");
  cpSync(join(tinyBertFolder, "tokenizer.json"), join(folder, "tokenizer.json"));
  writeFileSync(join(folder, trainedModelFile), JSON.stringify(exampleRecord(["a", "b"])));
  writeFileSync(join(folder, "README.md"), "the card");
  const files = Object.fromEntries(
    ["model.onnx", "tokenizer.json", trainedModelFile, "README.md"].map((name) => {
      const bytes = readFileSync(join(folder, name));
      return [name, { sizeBytes: bytes.length, sha256: createHash("sha256").update(bytes).digest("hex") }];
    }),
  );
  writeManifest({ files });
});

afterEach(() => rmSync(join(folder, ".."), { recursive: true }));

function writeManifest(changes: Record<string, unknown>): void {
  const manifest = {
    format: 1,
    model: { file: "model.onnx", precision: "fp32", opset: 20, irVersion: 9, inputs: [], outputs: [] },
    maxSequenceLength: 48,
    pooling: "mean",
    normalized: true,
    width: 16,
    labelCount: 2,
    base: "tiny-bert",
    dataHash: "",
    versions: {},
    parity: { maxAbsDifference: 0, tolerance: 1e-5, texts: 1 },
    ...changes,
  };
  writeFileSync(join(folder, manifestFile), JSON.stringify(manifest));
}

function readFiles(): Record<string, unknown> {
  return (JSON.parse(readFileSync(join(folder, manifestFile), "utf8")) as { files: Record<string, unknown> }).files;
}

describe("openExportedFolder", () => {
  it("reads record and manifest where everything fits", async () => {
    const { record, manifest } = await openExportedFolder(folder);
    expect(record.labels.map(({ name }) => name)).toEqual(["a", "b"]);
    expect(manifest.width).toBe(16);
  });

  it.each(["model.onnx", "tokenizer.json", trainedModelFile])("notices one changed byte in %s", async (name) => {
    const bytes = readFileSync(join(folder, name));
    bytes[bytes.length >> 1]! ^= 1;
    writeFileSync(join(folder, name), bytes);
    await expect(openExportedFolder(folder)).rejects.toMatchObject({
      code: "MODEL_MALFORMED",
      message: expect.stringMatching(
        new RegExp(`${name}: SHA-256 [0-9a-f]{64} expected by the manifest, [0-9a-f]{64} found`),
      ),
    });
  });

  it("without verifying notices another size only", async () => {
    writeFileSync(join(folder, "model.onnx"), "an ONNX film");
    await expect(openExportedFolder(folder, { verify: false })).resolves.toBeDefined();
    writeFileSync(join(folder, "model.onnx"), "cut");
    await expect(openExportedFolder(folder, { verify: false })).rejects.toThrow(
      /model.onnx: 12 bytes expected by the manifest, 3 found/,
    );
  });

  it("names a file that is gone", async () => {
    rmSync(join(folder, "tokenizer.json"));
    await expect(openExportedFolder(folder)).rejects.toThrow(
      /tokenizer.json: the manifest names it, but it is not there/,
    );
  });

  it("lets the card be edited", async () => {
    writeFileSync(join(folder, "README.md"), "notes of ours");
    await expect(openExportedFolder(folder)).resolves.toBeDefined();
  });

  it("refuses a manifest of another export", async () => {
    writeManifest({ files: readFiles(), labelCount: 3 });
    await expect(openExportedFolder(folder)).rejects.toThrow(
      /3 labels and 48 tokens expected, the record has 2 and 48/,
    );
  });

  it("says that a folder without manifest is not whole", async () => {
    rmSync(join(folder, manifestFile));
    await expect(openExportedFolder(folder)).rejects.toMatchObject({ code: "FILE_NOT_FOUND" });
  });
});
