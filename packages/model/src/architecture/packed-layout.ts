import {
  concat,
  fusedMatMul,
  gather,
  gemm,
  padSequences,
  positionsLike,
  unpadSequences,
  type GraphBuilder,
  type PaddingIndices,
  type Value,
} from "@intentsmith/graph";
import { modesOf, type HeadSizes, type Layout, type Pooling, type PoolingMode } from "./layout.ts";

/**
 * The packed layout: hidden states [T, H]; only attention sees padding, bucket by bucket. Declares the graph inputs
 * that `packedFeeds` fills.
 */
export function packedLayout(g: GraphBuilder, config: HeadSizes, pooling: Pooling, bucketCount: number): Layout {
  const { hiddenSize: H, headCount: A } = config;
  const D = H / A;
  const heads = (k: number): readonly (string | number)[] => [`U${k}`, A, `S${k}`];
  const buckets = Array.from({ length: bucketCount }, (_, k) => ({
    qkv: ["query", "key", "value"].map((part) => g.input(`${part}_index_${k}`, "int32", heads(k))),
    context: g.input(`context_index_${k}`, "int32", heads(k)),
    bias: g.input(`attention_bias_${k}`, "float32", [`U${k}`, 1, 1, `S${k}`]),
  }));
  const positions = new Map<number, Value>();
  const positionsOf = (bucket: number, bias: Value): Value => {
    const found = positions.get(bucket) ?? positionsLike(g, bias);
    positions.set(bucket, found);
    return found;
  };
  const qkvPadding: PaddingIndices = {
    parts: buckets.flatMap((bucket) => bucket.qkv),
    inverse: g.input("qkv_inverse", "int32", ["T*3A"]),
  };
  const contextPadding: PaddingIndices = {
    parts: buckets.map((bucket) => bucket.context),
    inverse: g.input("context_inverse", "int32", ["T*A"]),
  };
  return {
    embeddingSum: ({ word, position, type }) => {
      const words = gather(g, word, g.input("input_ids", "int32", ["T"]));
      const positions = gather(g, position, g.input("position_ids", "int32", ["T"]));
      const sum = words.add(positions);
      return type === undefined ? sum : sum.add(gather(g, type, g.constant(Int32Array.of(0), [1], "int32")));
    },
    linear: (x, weight, bias) => gemm(g, x, weight, bias, { transB: true }),
    attention: (qkv, layer, dropout, options = {}) => {
      const padded = padSequences(g, qkv.reshape(["T*3A", D]), qkvPadding);
      const contexts = buckets.map(({ bias }, bucket) => {
        const [query, key, value] = padded.slice(3 * bucket, 3 * bucket + 3) as [Value, Value, Value];
        const products = fusedMatMul(g, query, key, { transB: true, alpha: 1 / Math.sqrt(D) });
        const scores = options.bias ? products.add(options.bias(positionsOf(bucket, bias))) : products;
        const weights = dropout(g, scores.add(bias).softmax(), { kind: "attention", layer, bucket });
        return weights.matMul(value);
      });
      return unpadSequences(g, contexts, contextPadding).reshape(["T", H]);
    },
    pool: (hidden) => {
      const parts = modesOf(pooling).map((mode) => packedPooling(g, hidden, mode));
      return parts.length === 1 ? (parts[0] as Value) : concat(g, parts, 1);
    },
  };
}

/** One vector [U, H] a sequence; declares the inputs that `poolingFeeds` fills. */
function packedPooling(g: GraphBuilder, hidden: Value, mode: PoolingMode): Value {
  const sums = (): Value => g.input("sequence_tokens", "float32", ["U", "T"]).matMul(hidden);
  const counts = (): Value => g.input("token_counts", "float32", ["U", 1]);
  switch (mode) {
    case "mean":
      return sums().div(counts());
    case "mean_sqrt_len_tokens":
      return sums().div(counts().sqrt());
    case "weightedmean":
      return g
        .input("token_weights", "float32", ["U", "T"])
        .matMul(hidden)
        .div(g.input("weight_sums", "float32", ["U", 1]));
    case "cls":
      return gather(g, hidden, g.input("first_token", "int32", ["U"]));
    case "lasttoken":
      return gather(g, hidden, g.input("last_token", "int32", ["U"]));
    case "max": {
      const padding = {
        parts: [g.input("token_index", "int32", ["U", "S"])],
        inverse: g.input("token_inverse", "int32", ["T"]),
      };
      const [padded] = padSequences(g, hidden, padding) as [Value];
      return padded.add(g.input("token_bias", "float32", ["U", "S", 1])).max([1]);
    }
  }
}
