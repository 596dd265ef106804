import type { Batch } from "@intentsmith/data";
import type { Tensor } from "@intentsmith/graph";
import type { Loss, Objective } from "./loss.ts";

/** A pair loss as a step's objective, with the pairs as graph inputs; `pairFeeds` fills them. */
export const pairObjective = (loss: Loss): Objective => ({
  build: (g, embeddings) =>
    loss.build(g, {
      embeddings,
      left: g.input("left", "int32", ["P"]),
      right: g.input("right", "int32", ["P"]),
      pairIndex: g.input("pair_index", "int32", ["P"]),
      target: g.input("target", "float32", ["P"]),
    }),
});

/** A batch's pairs [P], as indices into its U distinct sequences. */
export function pairFeeds(batch: Batch): Record<string, Tensor> {
  const shape = [batch.target.length];
  const U = batch.sequences.length;
  const pairIndex = batch.left.map((left, p) => left * U + (batch.right[p] as number));
  return {
    left: { dtype: "int32", shape, data: batch.left },
    right: { dtype: "int32", shape, data: batch.right },
    pair_index: { dtype: "int32", shape, data: pairIndex },
    target: { dtype: "float32", shape, data: batch.target },
  };
}
