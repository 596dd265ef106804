import { add, exp, log, mul, neg, reduceMax, reduceMean, reduceSum, reshape, sub } from "@intentsmith/graph";
import { pairCosines } from "./distance.ts";
import type { Loss } from "./loss.ts";

/**
 * Cross-entropy of each text's own label under softmax(scale · cosine to every label), mean over texts:
 * −s·c_y + log Σ_j e^(s·c_j). The InfoNCE form (van den Oord et al. 2018) with the C labels as the only candidates.
 */
export function labelSoftmaxLoss({ scale, labelCount }: { scale: number; labelCount: number }): Loss {
  return {
    name: "label-softmax",
    needsGroupedPairs: true,
    build: (g, pairs) => {
      const logits = reshape(g, mul(g, pairCosines(g, pairs, 1e-12), scale), ["B", labelCount]);
      const target = reshape(g, pairs.target, ["B", labelCount]);
      // The shift by the largest logit cancels in value and gradient; it only keeps e^x in range.
      const shifted = sub(g, logits, reduceMax(g, logits, [-1], true));
      const logSum = log(g, reduceSum(g, exp(g, shifted), [-1]));
      const own = reduceSum(g, mul(g, shifted, target), [-1]);
      return { loss: reduceMean(g, add(g, logSum, neg(g, own))), statistics: {} };
    },
  };
}
