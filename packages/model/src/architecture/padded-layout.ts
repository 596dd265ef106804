import {
  add,
  cast,
  div,
  gather,
  matMul,
  maximum,
  mul,
  positionsLike,
  reduceMax,
  reduceSum,
  reshape,
  softmax,
  squeeze,
  sub,
  transpose,
  transposeLast,
  unsqueeze,
  type GraphBuilder,
  type Value,
} from "@intentsmith/graph";
import type { HeadSizes, Layout, Pooling } from "./layout.ts";

/**
 * The padded layout: hidden states [B, S, H], standard ONNX operators only. Declares the inputs `input_ids` and
 * `attention_mask` (int64 [B, S]) under the names that sentence-transformers and transformers.js feed.
 */
export function paddedLayout(g: GraphBuilder, config: HeadSizes, pooling: Pooling): Layout {
  const { hiddenSize: H, headCount: A } = config;
  const D = H / A;
  const inputIds = g.input("input_ids", "int64", ["batch_size", "sequence_length"]);
  const mask = cast(g, g.input("attention_mask", "int64", ["batch_size", "sequence_length"]), "float32");
  // 0 for real tokens, −1e9 for padding
  const bias = mul(g, sub(g, 1, mask), -1e9);
  const attentionBias = unsqueeze(g, bias, [1, 2]);
  return {
    embeddingSum: ({ word, position, type }) => {
      const positions = gather(g, position, positionsLike(g, inputIds));
      if (type === undefined) return add(g, gather(g, word, inputIds), positions);
      const firstType = gather(g, type, g.constant(BigInt64Array.of(0n), [1], "int64"));
      return add(g, gather(g, word, inputIds), add(g, positions, firstType));
    },
    linear: (x, weight, biasVector) => add(g, matMul(g, x, transposeLast(g, weight)), biasVector),
    attention: (qkv, layer, dropout) => {
      const parts = transpose(g, reshape(g, qkv, ["batch_size", "sequence_length", 3, A, D]), [2, 0, 3, 1, 4]);
      const part = (index: number): Value =>
        squeeze(g, gather(g, parts, g.constant(BigInt64Array.of(BigInt(index)), [1], "int64")), [0]);
      const scores = mul(g, matMul(g, part(0), transposeLast(g, part(1))), 1 / Math.sqrt(D));
      const weights = dropout(g, softmax(g, add(g, scores, attentionBias)), { kind: "attention", layer, bucket: 0 });
      const context = transpose(g, matMul(g, weights, part(2)), [0, 2, 1, 3]);
      return reshape(g, context, ["batch_size", "sequence_length", H]);
    },
    pool: (hidden) => {
      if (pooling === "mean") {
        const total = reduceSum(g, mul(g, hidden, unsqueeze(g, mask, [2])), [1]);
        return div(g, total, maximum(g, reduceSum(g, mask, [1], true), 1e-9));
      }
      if (pooling === "max") return reduceMax(g, add(g, hidden, unsqueeze(g, bias, [2])), [1]);
      const first = gather(g, transpose(g, hidden, [1, 0, 2]), g.constant(BigInt64Array.of(0n), [1], "int64"));
      return squeeze(g, first, [0]);
    },
  };
}
