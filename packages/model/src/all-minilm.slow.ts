/** The real all-MiniLM-L6-v2 against what Python's libraries said to the same texts. */
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { readInputFile, sha256 } from "@intentsmith/core";
import { afterAll, describe, expect, it } from "vitest";
import { SentenceEncoder } from "./encode/sentence-encoder.ts";
import { loadModel } from "./folder/load-model.ts";
import { allMiniLm } from "./testing/all-minilm.ts";
import { goldenTokenIds, knownDivergences } from "./testing/python-token-ids.ts";
import { readGolden } from "./testing/tiny-bert.ts";
import { readTokenizer } from "./tokenizer/read-tokenizer.ts";

const folder = mkdtempSync(join(tmpdir(), "intentsmith-minilm-"));
afterAll(() => rmSync(folder, { recursive: true, force: true }));
const found = allMiniLm(folder);
const [model, reason] = "model" in found ? [found.model, ""] : ["", `: ${found.reason}`];
const hashOf = (name: string): string => sha256(readInputFile(join(model, name), "the model"));

describe.skipIf(model === "")(`all-MiniLM-L6-v2${reason}`, () => {
  it("gives sentence-transformers' embeddings to 1e-5", async () => {
    const golden = readGolden<{
      modelSha256: string;
      maxLength: number;
      cases: { text: string; first8: number[]; cosineToFirst: number }[];
    }>("embeddings-minilm.json");
    expect(hashOf("model.safetensors")).toBe(golden.modelSha256);
    const encoder = new SentenceEncoder({ ...(await loadModel(model)), maxSequenceLength: golden.maxLength });
    const { data, width } = await encoder.encode(golden.cases.map(({ text }) => text));
    await encoder.release();
    const row = (i: number): Float32Array => data.subarray(i * width, (i + 1) * width);
    for (const [i, { text, first8, cosineToFirst }] of golden.cases.entries()) {
      for (const [j, value] of first8.entries()) {
        expect(Math.abs((row(i)[j] as number) - value), `${text}[${j}]`).toBeLessThan(1e-5);
      }
      const cosine = row(i).reduce((sum, value, j) => sum + value * (row(0)[j] as number), 0);
      expect(Math.abs(cosine - cosineToFirst), text).toBeLessThan(1e-5);
    }
  });

  it("gives Python's token ids, but for the known divergences", () => {
    const { minilm, cases } = goldenTokenIds;
    expect(hashOf("tokenizer.json")).toBe(minilm.tokenizerSha256);
    const tokenizer = readTokenizer(model);
    for (const { text, ids, untruncatedLength } of cases) {
      const encoded = [...tokenizer.encode(text, 128)];
      if (knownDivergences[text]) expect(encoded, text).not.toEqual(ids);
      else {
        expect(encoded, text).toEqual(ids);
        expect(tokenizer.encode(text, 1_000_000), text).toHaveLength(untruncatedLength);
      }
    }
  });
});
