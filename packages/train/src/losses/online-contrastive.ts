import type { Value } from "@intentsmith/graph";
import { pairDistances, type DistanceName } from "./distance.ts";
import type { Loss } from "./loss.ts";

/**
 * OnlineContrastiveLoss as sentence-transformers 6.2.0: only hard pairs count. With P the distances of positive pairs
 * and N those of negative ones, negatives closer than max(P) and positives farther than min(N) are hard (strictly):
 * L = Σ_{hard p} p² + Σ_{hard n} max(0, margin − n)², a sum. If the other group is empty the threshold is the own
 * group's mean (up to 6.0.0 that rule also held for a single element). Thresholds carry no gradient.
 */
export function onlineContrastiveLoss({ margin, distance }: { margin: number; distance: DistanceName }): Loss {
  return {
    name: "online-contrastive",
    needsGroupedTexts: false,
    build: (g, pairs) => {
      const d = pairDistances(g, pairs, distance);
      const positive = pairs.target.equal(1);
      const negative = pairs.target.equal(0);
      const negativeThreshold = any(positive).where(positive.where(d, -1e30).max(), mean(d, negative));
      const positiveThreshold = any(negative).where(negative.where(d, 1e30).min(), mean(d, positive));
      const hardPositive = positive.and(d.greater(positiveThreshold)).cast("float32");
      const hardNegative = negative.and(d.less(negativeThreshold)).cast("float32");
      const slack = g.scalar(margin).sub(d).relu();
      const near = hardPositive.mul(d.mul(d)).sum();
      const far = hardNegative.mul(slack.mul(slack)).sum();
      return {
        loss: near.add(far),
        statistics: { hardPositives: hardPositive.sum(), hardNegatives: hardNegative.sum() },
      };
    },
  };
}

const count = (mask: Value): Value => mask.cast("float32").sum();

/** Scalar bool: whether the mask holds anywhere. */
const any = (mask: Value): Value => count(mask).greater(0);

/** Scalar: the mean of d where the mask holds; 0 if nowhere. */
const mean = (d: Value, mask: Value): Value => d.mul(mask.cast("float32")).sum().div(count(mask).maximum(1));
