import { readFileSync, rmSync } from "node:fs";
import { join } from "node:path";
import {
  AutoModel,
  AutoTokenizer,
  env,
  pipeline,
  type PreTrainedModel,
  type PreTrainedTokenizer,
} from "@huggingface/transformers";
import { SentenceEncoder, readTokenizer, type EncodedTexts } from "@intentsmith/model";
import * as web from "onnxruntime-web";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { exportTinyBert } from "./exported-bundle.ts";

const texts = [
  "what is the next step ?",
  "stop",
  "",
  "heat the water , then cook 2 eggs for 10 minutes",
  "can you bake it without sugar ? ".repeat(12),
];
const maxSequenceLength = 48;
const fits = (text: string): boolean => text.length < 100;
let folders: Awaited<ReturnType<typeof exportTinyBert>>;
let expected: EncodedTexts;

beforeAll(async () => {
  folders = await exportTinyBert();
  const encoder = await SentenceEncoder.load(folders.trained, { threads: 1 });
  expected = await encoder.encode(texts);
  await encoder.release();
});
afterAll(() => rmSync(folders.work, { recursive: true, force: true }));

/** `actual`: embeddings of the first rows of `texts`. */
function expectSameEmbeddings(actual: ArrayLike<number>, rows = texts.length, most = 1e-5): void {
  expect(actual.length).toBe(rows * expected.width);
  const differences = Array.from(actual, (value, i) => Math.abs(value - (expected.data[i] as number)));
  expect(Math.max(...differences)).toBeLessThanOrEqual(most);
}

describe("@huggingface/transformers", () => {
  let tokenizer: PreTrainedTokenizer;
  let model: PreTrainedModel;
  beforeAll(async () => {
    env.allowRemoteModels = false;
    env.localModelPath = folders.models;
    tokenizer = await AutoTokenizer.from_pretrained("tiny");
    model = await AutoModel.from_pretrained("tiny", { dtype: "fp32", device: "cpu" });
  });
  afterAll(() => model?.dispose());

  const theirIds = (text: string): number[] =>
    tokenizer(text, { truncation: true, max_length: maxSequenceLength, return_tensor: false }).input_ids as number[];

  it("tokenises as we do", () => {
    const ours = readTokenizer(folders.bundle);
    for (const text of texts.filter(fits))
      expect(theirIds(text), text).toEqual([...ours.encode(text, maxSequenceLength)]);
  });

  it("known divergence: it cuts a long text after adding [SEP], and so loses it; Python and we keep it", () => {
    const ours = [...readTokenizer(folders.bundle).encode(texts.at(-1) as string, maxSequenceLength)];
    const theirs = theirIds(texts.at(-1) as string);
    const separator = 3;
    expect(ours.at(-1)).toBe(separator);
    expect(theirs.at(-1)).not.toBe(separator);
    expect(theirs.slice(0, -1)).toEqual(ours.slice(0, -1));
  });

  it("loads the exported file and gives the same embeddings, padded batch and all", async () => {
    const short = texts.filter(fits);
    const outputs = await model(tokenizer(short, { padding: true, truncation: true, max_length: maxSequenceLength }));
    expect(outputs.sentence_embedding.dims).toEqual([short.length, expected.width]);
    expectSameEmbeddings(outputs.sentence_embedding.data as Float32Array, short.length);
  });
});

describe("its pipeline for feature extraction, on a folder that was exported for it", () => {
  const short = texts.filter((text) => text !== "" && fits(text));
  it.each([
    ["fp32", 1e-5],
    ["fp16", 2e-3],
    ["q8", 0.05],
  ] as const)("gives our embeddings with dtype %s", async (dtype, most) => {
    env.allowRemoteModels = false;
    env.localModelPath = folders.models;
    const extract = await pipeline("feature-extraction", "tiny", { dtype, device: "cpu" });
    const output = await extract(short, { pooling: "mean", normalize: true });
    const { width } = expected;
    expect(output.dims).toEqual([short.length, width]);
    for (const [row, text] of short.entries()) {
      const at = texts.indexOf(text);
      const difference = Array.from({ length: width }, (_, j) =>
        Math.abs((output.data[row * width + j] as number) - (expected.data[at * width + j] as number)),
      );
      expect(Math.max(...difference), text).toBeLessThanOrEqual(most);
    }
    await extract.dispose();
  });
});

describe("onnxruntime-web", () => {
  it.each([
    ["bundle", "model.onnx", 1e-5],
    ["clients", "onnx/model_fp16.onnx", 2e-3],
    ["clients", "onnx/model_quantized.onnx", 0.05],
    ["clients", "onnx/classifier_quantized.onnx", 0.05],
  ] as const)("loads %s/%s on WebAssembly and gives the same embeddings", async (folder, file, most) => {
    web.env.wasm.numThreads = 1;
    const bytes = readFileSync(join(folders[folder], file));
    const session = await web.InferenceSession.create(bytes, { executionProviders: ["wasm"] });
    expect([...session.inputNames].sort()).toEqual(["attention_mask", "input_ids"]);
    const tokenizer = readTokenizer(folders.bundle);
    const rows = texts.map((text) => tokenizer.encode(text, maxSequenceLength));
    const S = Math.max(...rows.map((row) => row.length));
    const padded = (value: (row: Int32Array, s: number) => number): web.Tensor =>
      new web.Tensor(
        "int64",
        BigInt64Array.from(
          rows.flatMap((row) => Array.from({ length: S }, (_, s) => value(row, s))),
          BigInt,
        ),
        [rows.length, S],
      );
    const outputs = await session.run({
      input_ids: padded((row, s) => row[s] ?? tokenizer.padTokenId),
      attention_mask: padded((row, s) => (s < row.length ? 1 : 0)),
    });
    expectSameEmbeddings(outputs["sentence_embedding"]?.data as Float32Array, texts.length, most);
    await session.release();
  });
});
