import { oneHotLike } from "@intentsmith/graph";
import { crossEntropy } from "./cross-entropy.ts";
import { pairCosines } from "./distance.ts";
import type { Loss } from "./loss.ts";

/**
 * Cross-entropy of each text's own label under softmax(scale · cosine to the words of every label), mean over texts:
 * −s·c_y + log Σ_j e^(s·c_j). The InfoNCE form (van den Oord et al. 2018) with the C labels as the only candidates.
 */
export function labelSoftmaxLoss({ scale, labelCount }: { scale: number; labelCount: number }): Loss {
  return {
    name: "label-softmax",
    needsGroupedTexts: true,
    build: (g, batch) => {
      const logits = pairCosines(g, batch, 1e-12).mul(scale).reshape(["B", labelCount]);
      const everyLabel = g.constant(new Float32Array(labelCount), [labelCount], "float32", "every_label");
      return { loss: crossEntropy(logits, oneHotLike(g, batch.labels, everyLabel)), statistics: {} };
    },
  };
}
