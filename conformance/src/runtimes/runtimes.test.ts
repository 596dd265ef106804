import { readFileSync, rmSync } from "node:fs";
import { join } from "node:path";
import {
  AutoModel,
  AutoTokenizer,
  env,
  type PreTrainedModel,
  type PreTrainedTokenizer,
} from "@huggingface/transformers";
import { SentenceEncoder, Tokenizer, type EncodedTexts } from "@intentsmith/model";
import * as web from "onnxruntime-web";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { asTransformersJsFolder, exportTinyBert } from "./exported-bundle.ts";

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
function expectSameEmbeddings(actual: ArrayLike<number>, rows = texts.length): void {
  expect(actual.length).toBe(rows * expected.width);
  const differences = Array.from(actual, (value, i) => Math.abs(value - (expected.data[i] as number)));
  expect(Math.max(...differences)).toBeLessThanOrEqual(1e-5);
}

describe("@huggingface/transformers", () => {
  let tokenizer: PreTrainedTokenizer;
  let model: PreTrainedModel;
  beforeAll(async () => {
    env.allowRemoteModels = false;
    env.localModelPath = join(folders.work, "models");
    asTransformersJsFolder(env.localModelPath, "tiny", folders.bundle);
    tokenizer = await AutoTokenizer.from_pretrained("tiny");
    model = await AutoModel.from_pretrained("tiny", { dtype: "fp32", device: "cpu" });
  });
  afterAll(() => model?.dispose());

  const theirIds = (text: string): number[] =>
    tokenizer(text, { truncation: true, max_length: maxSequenceLength, return_tensor: false }).input_ids as number[];

  it("tokenises as we do", () => {
    const ours = Tokenizer.fromFiles(folders.bundle);
    for (const text of texts.filter(fits))
      expect(theirIds(text), text).toEqual([...ours.encode(text, maxSequenceLength)]);
  });

  it("known divergence: it cuts a long text after adding [SEP], and so loses it; Python and we keep it", () => {
    const ours = [...Tokenizer.fromFiles(folders.bundle).encode(texts.at(-1) as string, maxSequenceLength)];
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

describe("onnxruntime-web", () => {
  it("loads the exported file on WebAssembly and gives the same embeddings", async () => {
    web.env.wasm.numThreads = 1;
    const bytes = readFileSync(join(folders.bundle, "model.onnx"));
    const session = await web.InferenceSession.create(bytes, { executionProviders: ["wasm"] });
    expect([...session.inputNames].sort()).toEqual(["attention_mask", "input_ids"]);
    const tokenizer = Tokenizer.fromFiles(folders.bundle);
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
    expectSameEmbeddings(outputs["sentence_embedding"]?.data as Float32Array);
    await session.release();
  });
});
