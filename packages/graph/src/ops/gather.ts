import type { GraphBuilder } from "../ir/graph-builder.ts";
import type { Value } from "../ir/value.ts";

/** Rows of data [R, …] at int64 indices [I…] → [I…, …]. Its gradient is a product with a one-hot matrix. */
export const gather = (g: GraphBuilder, data: Value, indices: Value): Value => g.op("Gather", [data, indices]);
/** Elements of data [N] at int64 indices [P] → [P]. */
export const gatherElements = (g: GraphBuilder, data: Value, indices: Value): Value =>
  g.op("GatherElements", [data, indices]);
/** Zeros [N] (the shape of `like`) with updates [P] added at indices [P]. */
export const scatterAddLike = (g: GraphBuilder, like: Value, indices: Value, updates: Value): Value =>
  g.op("ScatterAddLike", [like, indices, updates]);
/** [P] indices into the rows of `data` [R, …] → one-hot matrix [P, R]. */
export const oneHotLike = (g: GraphBuilder, indices: Value, data: Value): Value => g.op("OneHotLike", [indices, data]);
/** 0 … S−1 (int64) for ids [B, S]. */
export const positionsLike = (g: GraphBuilder, ids: Value): Value => g.op("PositionsLike", [ids]);
