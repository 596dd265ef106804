import { add, mul, reduceMean, relu, sub } from "@intentsmith/graph";
import { pairDistances, type DistanceName } from "./distance.ts";
import type { Loss } from "./loss.ts";

/**
 * ContrastiveLoss (Hadsell et al. 2006) as sentence-transformers 6.2.0: mean over pairs of
 * ½·[y·d² + (1 − y)·max(0, margin − d)²].
 */
export function contrastiveLoss({ margin, distance }: { margin: number; distance: DistanceName }): Loss {
  return {
    name: "contrastive",
    needsGroupedTexts: false,
    build: (g, pairs) => {
      const d = pairDistances(g, pairs, distance);
      const slack = relu(g, sub(g, margin, d));
      const near = mul(g, pairs.target, mul(g, d, d));
      const far = mul(g, sub(g, 1, pairs.target), mul(g, slack, slack));
      return { loss: reduceMean(g, mul(g, add(g, near, far), 0.5)), statistics: {} };
    },
  };
}
