import {
  abs,
  add,
  gather,
  gatherElements,
  l2Normalize,
  matMul,
  mul,
  reduceSum,
  reshape,
  sqrt,
  sub,
  transposeLast,
  type GraphBuilder,
  type Value,
} from "@intentsmith/graph";

export const distanceNames = ["cosine", "euclidean", "manhattan"] as const;
export type DistanceName = (typeof distanceNames)[number];

/** A batch's embeddings and its pairs, as values of the step graph. */
export interface PairValues {
  /** [U, H] */
  embeddings: Value;
  /** [P] row of the left (text) and right (label) embedding. */
  left: Value;
  right: Value;
  /** [P] left·U + right: the pair's place in the flattened similarity matrix. */
  pairIndex: Value;
  /** [P] 1 or 0. */
  target: Value;
}

/**
 * Cosine similarity of every pair [P]. All similarities come from one product of the distinct embeddings, and pairs
 * are picked out of it. Norms below `epsilon` count as `epsilon` (torch.nn.functional.cosine_similarity: 1e-8).
 */
export function pairCosines(g: GraphBuilder, { embeddings, pairIndex }: PairValues, epsilon = 1e-8): Value {
  const unit = l2Normalize(g, embeddings, epsilon);
  const similarities = matMul(g, unit, transposeLast(g, unit));
  return gatherElements(g, reshape(g, similarities, ["U*U"]), pairIndex);
}

/**
 * Distance of every pair [P], as sentence-transformers' SiameseDistanceMetric: 1 − cosine, or the L2 / L1 norm of
 * u − v + 1e-6 (torch.nn.functional.pairwise_distance).
 */
export function pairDistances(g: GraphBuilder, pairs: PairValues, distance: DistanceName): Value {
  if (distance === "cosine") return sub(g, 1, pairCosines(g, pairs));
  const { embeddings, left, right } = pairs;
  const difference = add(g, sub(g, gather(g, embeddings, left), gather(g, embeddings, right)), 1e-6);
  return distance === "manhattan"
    ? reduceSum(g, abs(g, difference), [-1])
    : sqrt(g, reduceSum(g, mul(g, difference, difference), [-1]));
}
