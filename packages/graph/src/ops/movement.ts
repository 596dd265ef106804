import type { GraphBuilder } from "../ir/graph-builder.ts";
import type { Value } from "../ir/value.ts";

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
