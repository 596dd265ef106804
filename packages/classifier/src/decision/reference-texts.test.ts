import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { encodeSafetensors } from "@intentsmith/model";
import { afterAll, expect, test } from "vitest";
import { readReferenceTexts } from "./read-reference-texts.ts";
import { ReferenceTexts, referenceTextsFile } from "./reference-texts.ts";

const work = mkdtempSync(join(tmpdir(), "intentsmith-training-texts-"));
afterAll(() => rmSync(work, { recursive: true }));

const known = new ReferenceTexts({ data: Float32Array.of(1, 0, 0, 1, 0.6, 0.8), rowCount: 3, width: 2 });

test("a text is as near as the training text that lies nearest, whatever else stands in its row", () => {
  const texts = { data: Float32Array.of(1, 0, 9, 9, 0, -1, 9, 9), rowCount: 2, width: 4 };
  const [same, opposite] = known.nearness(texts);
  expect(same).toBe(1);
  expect(opposite).toBe(0);
  expect(known.nearness(texts, (_, k) => k !== 0)[0]).toBeCloseTo(0.6, 6);
});

test("they are saved and read again; a folder without them, or with others, is refused by name", () => {
  expect(() => readReferenceTexts(work)).toThrow(/reference-texts.safetensors: the decision is by distance/);
  writeFileSync(join(work, referenceTextsFile), encodeSafetensors(known.tensors()));
  const texts = { data: Float32Array.of(0.8, 0.6), rowCount: 1, width: 2 };
  expect(readReferenceTexts(work).nearness(texts)).toEqual(known.nearness(texts));
  const other = new Map([["reference_texts", { shape: [2], data: Float32Array.of(1, 0) }]]);
  writeFileSync(join(work, referenceTextsFile), encodeSafetensors(other));
  expect(() => readReferenceTexts(work)).toThrow(expect.objectContaining({ code: "MODEL_MALFORMED" }));
});
