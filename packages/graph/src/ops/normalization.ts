import type { GraphBuilder } from "../ir/graph-builder.ts";
import type { Value } from "../ir/value.ts";
import { div, mul, sqrt } from "./elementwise.ts";
import { maximum } from "./maximum.ts";
import { reduceSum } from "./reduce.ts";

/** (x − mean) / √(variance + epsilon) · weight + bias over the last axis. */
export const layerNormalization = (g: GraphBuilder, x: Value, weight: Value, bias: Value, epsilon: number): Value =>
  g.op("LayerNormalization", [x, weight, bias], { epsilon });

/** Softmax over the last axis. */
export const softmax = (g: GraphBuilder, x: Value): Value => g.op("Softmax", [x]);

/** x / max(‖x‖₂, epsilon) over the last axis (torch.nn.functional.normalize: epsilon 1e-12). */
export function l2Normalize(g: GraphBuilder, x: Value, epsilon = 1e-12): Value {
  const norm = sqrt(g, reduceSum(g, mul(g, x, x), [-1], true));
  return div(g, x, maximum(g, norm, epsilon));
}
