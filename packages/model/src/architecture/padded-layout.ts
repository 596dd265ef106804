import { concat, gather, positionsLike, type GraphBuilder, type Value } from "@intentsmith/graph";
import { modesOf, type HeadSizes, type Layout, type Pooling, type PoolingMode } from "./layout.ts";

/**
 * The padded layout: hidden states [B, S, H], standard ONNX operators only. Declares the inputs `input_ids` and
 * `attention_mask` (int64 [B, S]) under the names that sentence-transformers and transformers.js feed.
 */
export function paddedLayout(g: GraphBuilder, config: HeadSizes, pooling: Pooling): Layout {
  const { hiddenSize: H, headCount: A } = config;
  const D = H / A;
  const inputIds = g.input("input_ids", "int64", ["batch_size", "sequence_length"]);
  const mask = g.input("attention_mask", "int64", ["batch_size", "sequence_length"]).cast("float32");
  // 0 for real tokens, −1e9 for padding
  const bias = g.scalar(1).sub(mask).mul(-1e9);
  const attentionBias = bias.unsqueeze([1, 2]);
  let tokenPositions: Value | undefined;
  return {
    embeddingSum: ({ word, position, type }) => {
      const positions = gather(g, position, positionsLike(g, inputIds));
      if (type === undefined) return gather(g, word, inputIds).add(positions);
      const firstType = gather(g, type, g.constant(BigInt64Array.of(0n), [1], "int64"));
      return gather(g, word, inputIds).add(positions.add(firstType));
    },
    linear: (x, weight, biasVector) => x.matMul(weight.transposeLast()).add(biasVector),
    attention: (qkv, layer, dropout, options = {}) => {
      const parts = qkv.reshape(["batch_size", "sequence_length", 3, A, D]).transpose([2, 0, 3, 1, 4]);
      const part = (index: number): Value =>
        gather(g, parts, g.constant(BigInt64Array.of(BigInt(index)), [1], "int64")).squeeze([0]);
      const products = part(0)
        .matMul(part(1).transposeLast())
        .mul(1 / Math.sqrt(D));
      const scores = options.bias
        ? products.add(options.bias((tokenPositions ??= positionsLike(g, inputIds))))
        : products;
      const weights = dropout(g, scores.add(attentionBias).softmax(), { kind: "attention", layer, bucket: 0 });
      const context = weights.matMul(part(2)).transpose([0, 2, 1, 3]);
      return context.reshape(["batch_size", "sequence_length", H]);
    },
    pool: (hidden) => {
      const parts = modesOf(pooling).map((mode) => pooled(hidden, mode));
      return parts.length === 1 ? (parts[0] as Value) : concat(g, parts, 1);
    },
  };

  function pooled(hidden: Value, mode: PoolingMode): Value {
    const counts = (): Value => mask.sum([1], true).maximum(1e-9);
    const weighted = (weights: Value): Value => hidden.mul(weights.unsqueeze([2])).sum([1]);
    const positions = (): Value => positionsLike(g, inputIds).cast("float32");
    switch (mode) {
      case "mean":
        return weighted(mask).div(counts());
      case "mean_sqrt_len_tokens":
        return weighted(mask).div(counts().sqrt());
      case "weightedmean": {
        const weights = mask.mul(positions().add(1));
        return weighted(weights).div(weights.sum([1], true).maximum(1e-9));
      }
      case "lasttoken":
        return weighted(
          positions()
            .equal(mask.sum([1], true).sub(1))
            .cast("float32"),
        );
      case "max":
        return hidden.add(bias.unsqueeze([2])).max([1]);
      case "cls": {
        const first = gather(g, hidden.transpose([1, 0, 2]), g.constant(BigInt64Array.of(0n), [1], "int64"));
        return first.squeeze([0]);
      }
    }
  }
}
