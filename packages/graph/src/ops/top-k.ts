import type { GraphBuilder } from "../ir/graph-builder.ts";
import type { Value } from "../ir/value.ts";

/** The k largest numbers of the last axis, largest first: […, N] → […, k]; k is at most N. */
export const topK = (g: GraphBuilder, x: Value, k: number): Value => g.op("TopK", [x], { k });
