import { gather, gatherElements, type GraphBuilder, type Value } from "@intentsmith/graph";

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
  const unit = embeddings.l2Normalize(epsilon);
  const similarities = unit.matMul(unit.transposeLast());
  return gatherElements(g, similarities.reshape(["U*U"]), pairIndex);
}

/**
 * Distance of every pair [P], as sentence-transformers' SiameseDistanceMetric: 1 − cosine, or the L2 / L1 norm of
 * u − v + 1e-6 (torch.nn.functional.pairwise_distance).
 */
export function pairDistances(g: GraphBuilder, pairs: PairValues, distance: DistanceName): Value {
  if (distance === "cosine") return g.scalar(1).sub(pairCosines(g, pairs));
  const { embeddings, left, right } = pairs;
  const difference = gather(g, embeddings, left)
    .sub(gather(g, embeddings, right))
    .add(1e-6);
  return distance === "manhattan" ? difference.abs().sum([-1]) : difference.mul(difference).sum([-1]).sqrt();
}
