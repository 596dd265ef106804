import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, expect, it } from "vitest";
import { exampleRecord } from "../testing/trained-folder.ts";
import { readTrainedModelRecord, trainedModelFile } from "./trained-model-record.ts";

const work = mkdtempSync(join(tmpdir(), "intentsmith-record-"));
afterAll(() => rmSync(work, { recursive: true }));

function folderWith(files: Record<string, string>): string {
  const folder = mkdtempSync(join(work, "folder-"));
  for (const [name, content] of Object.entries(files)) {
    mkdirSync(join(folder, name, ".."), { recursive: true });
    writeFileSync(join(folder, name), content);
  }
  return folder;
}

const record = JSON.stringify(exampleRecord(["stop", "go_on"]));

it.each([
  ["model", { [`model/${trainedModelFile}`]: record, [`onnx/${trainedModelFile}`]: record }],
  ["onnx", { [`onnx/${trainedModelFile}`]: record }],
])("a run's folder instead of a model's: the folder %s in it is named", (name, files) => {
  const folder = folderWith(files);
  expect(() => readTrainedModelRecord(folder)).toThrow(
    expect.objectContaining({ code: "FILE_NOT_FOUND", hint: `Did you mean ${join(folder, name)}?` }),
  );
});

it("a folder without a model anywhere, or none at all: what to name", () => {
  for (const folder of [folderWith({}), join(work, "nowhere")]) {
    expect(() => readTrainedModelRecord(folder)).toThrow(
      expect.objectContaining({ code: "FILE_NOT_FOUND", hint: expect.stringContaining("that `intentsmith train`") }),
    );
  }
});

it.each([
  ["no labels", JSON.stringify({ ...JSON.parse(record), labels: [] }), "MODEL_MALFORMED", /intentsmith\.json: labels/],
  ["another format", record.replace('"format":1', '"format":99'), "MODEL_MALFORMED", /intentsmith\.json: format/],
  ["no object", "[]", "MODEL_MALFORMED", /intentsmith\.json: /],
  ["no JSON", "{", "FILE_MALFORMED", /not valid JSON/],
])("a damaged record (%s) is the model's fault, no config's", (_, content, code, message) => {
  const folder = folderWith({ [trainedModelFile]: content });
  expect(() => readTrainedModelRecord(folder)).toThrow(
    expect.objectContaining({
      code,
      message: expect.stringMatching(message),
      hint: expect.not.stringContaining("config.md"),
    }),
  );
});
