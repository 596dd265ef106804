import type { GraphBuilder } from "../ir/graph-builder.ts";
import type { Value } from "../ir/value.ts";

export interface ProductOptions {
  transA?: boolean;
  transB?: boolean;
}

/** alpha · A·B over batches, the last two axes of A or B swapped on request. Engines may have it as one operator. */
export function fusedMatMul(
  g: GraphBuilder,
  a: Value,
  b: Value,
  options: ProductOptions & { alpha?: number } = {},
): Value {
  const { transA = false, transB = false, alpha = 1 } = options;
  return g.op("FusedMatMul", [a, b], { transA: Number(transA), transB: Number(transB), alpha });
}

/** A·B (+ bias [N]) for matrices, either transposed on request. */
export function gemm(g: GraphBuilder, a: Value, b: Value, bias?: Value, options: ProductOptions = {}): Value {
  const { transA = false, transB = false } = options;
  return g.op("Gemm", bias === undefined ? [a, b] : [a, b, bias], { transA: Number(transA), transB: Number(transB) });
}
