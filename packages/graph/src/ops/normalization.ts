import type { GraphBuilder } from "../ir/graph-builder.ts";
import type { Value } from "../ir/value.ts";

/** (x − mean) / √(variance + epsilon) · weight + bias over the last axis. */
export const layerNormalization = (g: GraphBuilder, x: Value, weight: Value, bias: Value, epsilon: number): Value =>
  g.op("LayerNormalization", [x, weight, bias], { epsilon });
