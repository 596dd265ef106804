import { createHead, type Head, type HeadRecord } from "@intentsmith/classifier";
import { SeededRandom } from "@intentsmith/core";
import { GraphBuilder, onnxruntimeEngine, type Tensor, type Value } from "@intentsmith/graph";
import type { EncodedTexts, Weights } from "@intentsmith/model";
import { expect, it } from "vitest";
import { classifierGraph } from "./classifier-graph.ts";

const [B, C, H] = [5, 3, 8];
const random = new SeededRandom("classifier graph");

/** Rows of length 1. */
function unitRows(rows: number): Float32Array {
  const data = Float32Array.from({ length: rows * H }, () => random.normal());
  for (let row = 0; row < rows; row++) {
    const norm = Math.hypot(...data.subarray(row * H, (row + 1) * H));
    for (let j = 0; j < H; j++) data[row * H + j] = (data[row * H + j] as number) / norm;
  }
  return data;
}

const tensor = (data: Float32Array, shape: number[]): Weights extends Map<string, infer T> ? T : never => ({
  data,
  shape,
});

function head(record: HeadRecord): Head {
  // label 0 has three vectors, label 1 one, label 2 two; they do not lie in the labels' order
  const labels = Float32Array.of(2, 0, 1, 0, 2, 0);
  const tensors: Weights = new Map([
    ["label_vectors", tensor(unitRows(C), [C, H])],
    ["vectors", tensor(unitRows(labels.length), [labels.length, H])],
    ["vector_labels", tensor(labels, [labels.length])],
    ["weights", tensor(unitRows(C), [C, H])],
    ["bias", tensor(Float32Array.of(0.5, -1, 2), [C])],
  ]);
  return createHead(record, tensors, C, "test");
}

it.each<HeadRecord>([
  { type: "label-vectors" },
  { type: "logistic" },
  { type: "prototypes" },
  { type: "nearest-examples", neighbours: 1 },
  { type: "nearest-examples", neighbours: 2 },
  { type: "nearest-examples", neighbours: 9 },
])("gives the scores and probabilities of a head in TypeScript: %j", async (record) => {
  const g = new GraphBuilder();
  const [ids, mask] = ["input_ids", "attention_mask"].map((name) => g.input(name, "int64", ["B", "S"]));
  // 1 with the ids and the mask below
  const one = (ids as Value)
    .greater(mask as Value)
    .cast("float32")
    .max([1], true);
  const encoder = g.build([g.rename(g.input("x", "float32", ["B", H]).mul(one), "sentence_embedding")]);
  const scorer = head(record);
  const temperature = 0.5;
  const rule = { temperature, labels: ["a", "b", "c"], tokens: { clsTokenId: 2, sepTokenId: 3, unknownTokenId: 1 } };
  const session = await onnxruntimeEngine({ threads: 1 }).createSession(classifierGraph(encoder, scorer, rule));
  const texts: EncodedTexts = { data: unitRows(B), rowCount: B, width: H };
  const found = await session.run({
    x: { dtype: "float32", shape: [B, H], data: texts.data },
    input_ids: { dtype: "int64", shape: [B, 1], data: new BigInt64Array(B).fill(7n) },
    attention_mask: { dtype: "int64", shape: [B, 1], data: new BigInt64Array(B).fill(1n) },
  });
  await session.release();

  const [scores, probabilities] = [found["scores"], found["probabilities"]] as [Tensor, Tensor];
  expect([scores.shape, probabilities.shape]).toEqual([
    [B, C],
    [B, C],
  ]);
  const expected = scorer.scores(texts);
  for (const [i, score] of expected.entries()) {
    expect(scores.data[i], `${i}`).toBeCloseTo(score, 5);
    const row = expected.subarray(Math.floor(i / C) * C, (Math.floor(i / C) + 1) * C);
    const sum = row.reduce((total, other) => total + Math.exp(other / temperature), 0);
    expect(probabilities.data[i]).toBeCloseTo(Math.exp(score / temperature) / sum, 5);
  }
  const best = Array.from({ length: B }, (_, b) => {
    const row = [...expected.subarray(b * C, (b + 1) * C)];
    return BigInt(row.indexOf(Math.max(...row)));
  });
  expect([...(found["label"]?.data ?? [])]).toEqual(best);
  expect(found["sentence_embedding"]?.data).toEqual(texts.data);
});
