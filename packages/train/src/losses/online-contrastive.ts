import {
  add,
  and,
  cast,
  div,
  equal,
  greater,
  less,
  maximum,
  mul,
  reduceMax,
  reduceMin,
  reduceSum,
  relu,
  sub,
  where,
  type GraphBuilder,
  type Value,
} from "@intentsmith/graph";
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
      const positive = equal(g, pairs.target, 1);
      const negative = equal(g, pairs.target, 0);
      const negativeThreshold = where(
        g,
        any(g, positive),
        reduceMax(g, where(g, positive, d, -1e30)),
        mean(g, d, negative),
      );
      const positiveThreshold = where(
        g,
        any(g, negative),
        reduceMin(g, where(g, negative, d, 1e30)),
        mean(g, d, positive),
      );
      const hardPositive = cast(g, and(g, positive, greater(g, d, positiveThreshold)), "float32");
      const hardNegative = cast(g, and(g, negative, less(g, d, negativeThreshold)), "float32");
      const slack = relu(g, sub(g, margin, d));
      const near = reduceSum(g, mul(g, hardPositive, mul(g, d, d)));
      const far = reduceSum(g, mul(g, hardNegative, mul(g, slack, slack)));
      return {
        loss: add(g, near, far),
        statistics: { hardPositives: reduceSum(g, hardPositive), hardNegatives: reduceSum(g, hardNegative) },
      };
    },
  };
}

const count = (g: GraphBuilder, mask: Value): Value => reduceSum(g, cast(g, mask, "float32"));

/** Scalar bool: whether the mask holds anywhere. */
const any = (g: GraphBuilder, mask: Value): Value => greater(g, count(g, mask), 0);

/** Scalar: the mean of d where the mask holds; 0 if nowhere. */
const mean = (g: GraphBuilder, d: Value, mask: Value): Value =>
  div(g, reduceSum(g, mul(g, d, cast(g, mask, "float32"))), maximum(g, count(g, mask), 1));
