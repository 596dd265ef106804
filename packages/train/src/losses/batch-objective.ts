import type { Batch } from "@intentsmith/data";
import type { Tensor } from "@intentsmith/graph";
import type { Loss, Objective } from "./loss.ts";

/** A loss as a step's objective, with the batch's indices as graph inputs; `batchFeeds` fills them. */
export const batchObjective = (loss: Loss): Objective => ({
  parameters: loss.parameters,
  build: (g, embeddings, parameters) =>
    loss.build(
      g,
      {
        embeddings,
        left: g.input("left", "int32", ["P"]),
        right: g.input("right", "int32", ["P"]),
        pairIndex: g.input("pair_index", "int32", ["P"]),
        target: g.input("target", "float32", ["P"]),
        texts: g.input("texts", "int32", ["B"]),
        labels: g.input("labels", "int32", ["B"]),
      },
      parameters,
    ),
});

/** A batch's pairs [P], as indices into its U distinct sequences, and its texts and labels [B]. */
export function batchFeeds(batch: Batch): Record<string, Tensor> {
  const pairs = [batch.target.length];
  const texts = [batch.texts.length];
  const U = batch.sequences.length;
  const pairIndex = batch.left.map((left, p) => left * U + (batch.right[p] as number));
  return {
    left: { dtype: "int32", shape: pairs, data: batch.left },
    right: { dtype: "int32", shape: pairs, data: batch.right },
    pair_index: { dtype: "int32", shape: pairs, data: pairIndex },
    target: { dtype: "float32", shape: pairs, data: batch.target },
    texts: { dtype: "int32", shape: texts, data: batch.texts },
    labels: { dtype: "int32", shape: texts, data: batch.labels },
  };
}
