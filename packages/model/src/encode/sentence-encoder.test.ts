import { onnxruntimeEngine } from "@intentsmith/graph";
import { join } from "node:path";
import { sha256, readInputFile } from "@intentsmith/core";
import { describe, expect, it } from "vitest";
import { loadModel } from "../folder/load-model.ts";
import { SentenceEncoder } from "./sentence-encoder.ts";
import { readGolden, tinyBertFolder } from "../testing/tiny-bert.ts";

const texts = [
  "mix the flour and water",
  "stop",
  "what do i do next ?",
  "stop",
  "",
  "how much sugar do i need for the eggs , please",
];

describe("SentenceEncoder", () => {
  it("gives each text its own row whatever the batches, and equal texts equal rows", async () => {
    const model = await loadModel(tinyBertFolder);
    const whole = await new SentenceEncoder(model, { threads: 1 }).encode(texts);
    expect([whole.rowCount, whole.width]).toEqual([6, 16]);
    const row = (data: Float32Array, i: number): number[] => [...data.subarray(i * 16, (i + 1) * 16)];
    expect(row(whole.data, 1)).toEqual(row(whole.data, 3));
    const small = new SentenceEncoder(model, { engine: onnxruntimeEngine({ threads: 1 }), batchTokens: 8 });
    for (const [i, text] of texts.entries()) {
      const alone = await small.encode([text]);
      for (const [j, value] of row(whole.data, i).entries()) expect(alone.data[j]).toBeCloseTo(value, 6);
    }
    await small.release();
  });

  it("returns unit rows, and none for no texts", async () => {
    const encoder = new SentenceEncoder(await loadModel(tinyBertFolder), { threads: 1 });
    const { data } = await encoder.encode(texts);
    for (let i = 0; i < texts.length; i++) expect(Math.hypot(...data.subarray(i * 16, (i + 1) * 16))).toBeCloseTo(1, 5);
    expect((await encoder.encode([])).rowCount).toBe(0);
  });
});

const minilm = process.env["INTENTSMITH_MINILM"];
describe.skipIf(minilm === undefined)("all-MiniLM-L6-v2 (INTENTSMITH_MINILM)", () => {
  it("gives sentence-transformers' embeddings to 1e-5", async () => {
    const golden = readGolden<{
      modelSha256: string;
      maxLength: number;
      cases: { text: string; first8: number[]; norm: number }[];
    }>("embeddings-minilm.json");
    expect(sha256(readInputFile(join(minilm as string, "model.safetensors"), "the weights"))).toBe(golden.modelSha256);
    const model = { ...(await loadModel(minilm as string)), maxSequenceLength: golden.maxLength };
    const { data, width } = await new SentenceEncoder(model).encode(golden.cases.map(({ text }) => text));
    for (const [i, { first8 }] of golden.cases.entries()) {
      for (const [j, value] of first8.entries())
        expect(Math.abs((data[i * width + j] as number) - value)).toBeLessThan(1e-5);
    }
  });
});
