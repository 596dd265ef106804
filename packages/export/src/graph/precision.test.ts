import { onnxruntimeEngine, referenceEngine, type Graph, type Tensor } from "@intentsmith/graph";
import { loadModel, paddedInferenceGraph } from "@intentsmith/model";
import erf from "@stdlib/math-base-special-erf";
import { beforeAll, expect, it } from "vitest";
import { freezeTransposes } from "./freeze.ts";
import { tinyBert } from "../testing/trained-folder.ts";
import { halfPrecisionWeights } from "./half-precision.ts";
import { quantizeDynamic } from "./quantize-dynamic.ts";

let graph: Graph;
beforeAll(async () => {
  const model = { ...(await loadModel(tinyBert)), normalize: true };
  graph = freezeTransposes(paddedInferenceGraph(model, model.weights));
});

const ids = [2, 9, 14, 30, 3, 2, 41, 3, 0, 0];
const mask = [1, 1, 1, 1, 1, 1, 1, 1, 0, 0];
const feeds: Record<string, Tensor> = {
  input_ids: { dtype: "int64", shape: [2, 5], data: BigInt64Array.from(ids, BigInt) },
  attention_mask: { dtype: "int64", shape: [2, 5], data: BigInt64Array.from(mask, BigInt) },
};

async function embeddings(of: Graph, engine = onnxruntimeEngine({ threads: 1 })): Promise<number[]> {
  const session = await engine.createSession(of);
  const { sentence_embedding: found } = await session.run(feeds);
  await session.release();
  return Array.from((found as Tensor).data, Number);
}

const furthest = (a: readonly number[], b: readonly number[]): number =>
  Math.max(...a.map((value, i) => Math.abs(value - (b[i] as number))));

it("int8: the runtime computes what the float64 reference does, and that is near float32", async () => {
  const quantized = quantizeDynamic(graph);
  const [exact, found] = [await embeddings(quantized, referenceEngine(erf)), await embeddings(quantized)];
  // A number halfway between two steps may fall to either.
  expect(furthest(found, exact)).toBeLessThan(2e-3);
  expect(furthest(found, await embeddings(graph))).toBeLessThan(0.05);
  expect(furthest(found, await embeddings(graph))).toBeGreaterThan(0);
});

it("int8: every linear layer multiplies integers, one quantisation serves query, key and value", () => {
  const quantized = quantizeDynamic(graph);
  const count = (op: string): number => quantized.nodes.filter((node) => node.op === op).length;
  // Two layers of four products: query, key and value together, attention's output, both of the feed-forward part.
  expect([count("MatMulInteger"), count("DynamicQuantizeLinear")]).toEqual([8, 8]);
  const floats = quantized.constants.filter(({ value }) => value.dtype === "float32" && value.shape.length === 2);
  expect(floats.filter(({ value }) => (value.shape[1] as number) > 1).map(({ value }) => value.name)).toEqual([
    "embeddings.token_type_embeddings.weight",
  ]);
});

it("fp16: every matrix is float16, and the embeddings stay within 2e-3", async () => {
  const halved = halfPrecisionWeights(graph);
  const matrices = halved.constants.filter(({ value, data }) => value.shape.length === 2 && data.length > 1);
  expect(new Set(matrices.map(({ value }) => value.dtype))).toEqual(new Set(["float16"]));
  const difference = furthest(await embeddings(halved), await embeddings(graph));
  expect(difference).toBeLessThan(2e-3);
  expect(difference).toBeGreaterThan(0);
});

it("fp16: a matrix with a number beyond its range stays float32", () => {
  const name = "encoder.layer.0.intermediate.dense.weight";
  const constants = graph.constants.map((constant) =>
    constant.value.name === name
      ? { ...constant, data: Float32Array.from(constant.data as Float32Array).fill(1e6) }
      : constant,
  );
  const halved = halfPrecisionWeights({ ...graph, constants });
  expect(halved.constants.find(({ value }) => value.name === name)?.value.dtype).toBe("float32");
});
