import type { Embeddings } from "./embeddings.ts";

/** The similarity functions of sentence-transformers, in the order in which it lists them. */
export const similarityNames = ["cosine", "dot", "euclidean", "manhattan"] as const;

export type SimilarityName = (typeof similarityNames)[number];

/** Scores of pairs; what is computed from them is rounded to their precision. */
export type Scores = Float32Array | Float64Array;

/**
 * Similarity of every row of `left` [L,H] to every row of `right` [R,H] → [L,R], row-major. Larger is nearer:
 * euclidean and manhattan are negated distances. Summed in float64, stored in float32.
 * (sentence-transformers 6.2.0, util/similarity.py; cosine divides each row by max(‖row‖, 1e-12).)
 */
export function similarityMatrix(left: Embeddings, right: Embeddings, name: SimilarityName): Float32Array {
  const { width } = left;
  const score = rowScores[name];
  const leftScale = name === "cosine" ? inverseNorms(left) : undefined;
  const rightScale = name === "cosine" ? inverseNorms(right) : undefined;
  const scores = new Float32Array(left.rowCount * right.rowCount);
  for (let i = 0, at = 0; i < left.rowCount; i++) {
    for (let j = 0; j < right.rowCount; j++, at++) {
      const scale = (leftScale?.[i] ?? 1) * (rightScale?.[j] ?? 1);
      scores[at] = scale * score(left.data, i * width, right.data, j * width, width);
    }
  }
  return scores;
}

type RowScore = (a: Float32Array, aAt: number, b: Float32Array, bAt: number, width: number) => number;

const dot: RowScore = (a, aAt, b, bAt, width) => {
  let sum = 0;
  for (let h = 0; h < width; h++) sum += (a[aAt + h] as number) * (b[bAt + h] as number);
  return sum;
};

const rowScores: Record<SimilarityName, RowScore> = {
  cosine: dot,
  dot,
  euclidean: (a, aAt, b, bAt, width) => {
    let sum = 0;
    for (let h = 0; h < width; h++) sum += ((a[aAt + h] as number) - (b[bAt + h] as number)) ** 2;
    return -Math.sqrt(sum);
  },
  manhattan: (a, aAt, b, bAt, width) => {
    let sum = 0;
    for (let h = 0; h < width; h++) sum += Math.abs((a[aAt + h] as number) - (b[bAt + h] as number));
    return -sum;
  },
};

/** 1 / max(‖row‖, 1e-12) per row. [n] */
function inverseNorms({ data, rowCount, width }: Embeddings): Float64Array {
  return Float64Array.from({ length: rowCount }, (_, i) => {
    const at = i * width;
    return 1 / Math.max(Math.sqrt(dot(data, at, data, at, width)), 1e-12);
  });
}
