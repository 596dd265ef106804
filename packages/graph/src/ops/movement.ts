import type { GraphBuilder } from "../ir/graph-builder.ts";
import type { Value } from "../ir/value.ts";
import { hasOneOpenSize } from "../ir/concrete-shape.ts";
import type { Shape } from "../ir/shape.ts";

/**
 * x with another shape. At most one dimension of `shape` may be a name that does not stand at the same place in x's
 * shape: the writer spells such a dimension −1.
 */
export const reshape = (g: GraphBuilder, x: Value, shape: Shape): Value => g.op("Reshape", [x], { shape });
/** x in the shape of `like`. */
export const reshapeLike = (g: GraphBuilder, x: Value, like: Value): Value =>
  hasOneOpenSize(like.shape, x.shape) ? reshape(g, x, like.shape) : g.op("ReshapeLike", [x, like]);
export const transpose = (g: GraphBuilder, x: Value, perm: readonly number[]): Value =>
  g.op("Transpose", [x], { perm });
/** Swaps the last two axes. */
export function transposeLast(g: GraphBuilder, x: Value): Value {
  const axes = x.shape.map((_, axis) => axis);
  const rank = axes.length;
  return transpose(g, x, [...axes.slice(0, -2), rank - 1, rank - 2]);
}
/** Inserts axes of size 1 at the given (ascending, non-negative) places of the result. */
export const unsqueeze = (g: GraphBuilder, x: Value, axes: readonly number[]): Value =>
  g.op("Unsqueeze", [x], { axes });
export const squeeze = (g: GraphBuilder, x: Value, axes: readonly number[]): Value => g.op("Squeeze", [x], { axes });
/** x broadcast to the shape of `like`. */
export const expand = (g: GraphBuilder, x: Value, like: Value): Value => g.op("Expand", [x, like]);
export const concat = (g: GraphBuilder, parts: readonly Value[], axis: number): Value =>
  g.op("Concat", parts, { axis });

/** The index arrays of one padded layout; see PadSequences in `ir/operators.ts`. */
export interface PaddingIndices {
  /** One array a part, of the part's shape without its last axis; the value R (the row count) means "zeros". */
  parts: readonly Value[];
  /** [R]: where each row stands in the parts laid end to end. */
  inverse: Value;
}

/** Rows [R, W] → padded parts [I…, W]. */
export const padSequences = (g: GraphBuilder, x: Value, { parts, inverse }: PaddingIndices): Value[] =>
  g.node("PadSequences", [x, inverse, ...parts]);
/** Padded parts [I…, W] → rows [R, W]; what stands in the padding is dropped. */
export const unpadSequences = (g: GraphBuilder, padded: readonly Value[], { parts, inverse }: PaddingIndices): Value =>
  g.op("UnpadSequences", [inverse, ...parts, ...padded], { partCount: parts.length });
