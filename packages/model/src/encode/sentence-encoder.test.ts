import { onnxruntimeEngine } from "@intentsmith/graph";
import { describe, expect, it } from "vitest";
import { loadModel } from "../folder/load-model.ts";
import { SentenceEncoder } from "./sentence-encoder.ts";
import { tinyBertFolder } from "../testing/tiny-bert.ts";

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
