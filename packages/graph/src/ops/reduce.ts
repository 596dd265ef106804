import type { GraphBuilder } from "../ir/graph-builder.ts";
import type { Value } from "../ir/value.ts";
import { normalizeAxis } from "../ir/shape.ts";

type Reduction = "ReduceSum" | "ReduceMean" | "ReduceMax" | "ReduceMin";

function reduce(
  g: GraphBuilder,
  op: Reduction,
  x: Value,
  axes: readonly number[] | undefined,
  keepDims: boolean,
): Value {
  const rank = x.shape.length;
  const all = axes ?? x.shape.map((_, axis) => axis);
  return g.op(op, [x], { axes: all.map((axis) => normalizeAxis(axis, rank)), keepdims: Number(keepDims) });
}

/** Reductions over `axes` (all, if left out). Never run on a size-0 axis: ONNX Runtime gives a wrong shape there. */
export const reduceSum = (g: GraphBuilder, x: Value, axes?: readonly number[], keepDims = false): Value =>
  reduce(g, "ReduceSum", x, axes, keepDims);
export const reduceMean = (g: GraphBuilder, x: Value, axes?: readonly number[], keepDims = false): Value =>
  reduce(g, "ReduceMean", x, axes, keepDims);
export const reduceMax = (g: GraphBuilder, x: Value, axes?: readonly number[], keepDims = false): Value =>
  reduce(g, "ReduceMax", x, axes, keepDims);
export const reduceMin = (g: GraphBuilder, x: Value, axes?: readonly number[], keepDims = false): Value =>
  reduce(g, "ReduceMin", x, axes, keepDims);
/** The k largest numbers of the last axis, largest first: […, N] → […, k]; k is at most N. */
export const topK = (g: GraphBuilder, x: Value, k: number): Value => g.op("TopK", [x], { k });
