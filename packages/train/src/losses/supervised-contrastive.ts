import { gather, oneHotLike } from "@intentsmith/graph";
import { pairCosines } from "./distance.ts";
import type { Loss } from "./loss.ts";

/**
 * SupCon (Khosla et al. 2020, L_out) over the texts of a batch and the words of all labels, a label's words counting as one
 * more text of the label: mean over texts i of −1/|P(i)| · Σ_{p ∈ P(i)} log(e^(s·c_ip) / Σ_{a ≠ i} e^(s·c_ia)), with P(i) the
 * other texts of i's label and its words, and a over all other texts and all words. Texts that are the same sequence are
 * no pair. Without a second text of a label in a batch it is label softmax with more negatives:
 * `sampler.textsTogether` draws texts of one label together.
 */
export function supervisedContrastiveLoss({ scale, labelCount }: { scale: number; labelCount: number }): Loss {
  return {
    name: "supervised-contrastive",
    needsGroupedTexts: true,
    build: (g, batch) => {
      const everyLabel = g.constant(new Float32Array(labelCount), [labelCount], "float32", "every_label");
      const own = oneHotLike(g, batch.labels, everyLabel); // [B, C]
      const texts = gather(g, batch.embeddings.l2Normalize(), batch.texts); // [B, H]
      const other = batch.texts.unsqueeze([1]).equal(batch.texts).not().cast("float32"); // [B, B]
      const sameLabel = own.matMul(own.transposeLast()).mul(other); // [B, B]
      // Cosines are at most 1: shifted by that, no power of e is above 1, and the shift cancels
      const toTexts = texts.matMul(texts.transposeLast()).sub(1).mul(scale); // [B, B]
      const toWords = pairCosines(g, batch, 1e-12).reshape(["B", labelCount]).sub(1).mul(scale); // [B, C]
      const logSum = toTexts
        .exp()
        .mul(other)
        .sum([-1])
        .add(toWords.exp().sum([-1]))
        .log();
      const positives = toTexts
        .mul(sameLabel)
        .sum([-1])
        .add(toWords.mul(own).sum([-1]));
      const loss = logSum.sub(positives.div(sameLabel.sum([-1]).add(1))).mean();
      return { loss, statistics: {} };
    },
  };
}
