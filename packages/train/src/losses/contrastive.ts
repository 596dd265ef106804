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
      const slack = g.scalar(margin).sub(d).relu();
      const near = pairs.target.mul(d.mul(d));
      const far = g.scalar(1).sub(pairs.target).mul(slack.mul(slack));
      return { loss: near.add(far).mul(0.5).mean(), statistics: {} };
    },
  };
}
