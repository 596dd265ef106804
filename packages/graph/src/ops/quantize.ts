import type { GraphBuilder } from "../ir/graph-builder.ts";
import type { Value } from "../ir/value.ts";

export interface QuantizedValue {
  /** uint8, of the shape of what was quantised. */
  quantized: Value;
  /** [] */
  scale: Value;
  /** uint8 [] */
  zeroPoint: Value;
}

/** x ≈ scale · (quantized − zeroPoint), one scale for the whole tensor, found while running. */
export function dynamicQuantizeLinear(g: GraphBuilder, x: Value): QuantizedValue {
  const [quantized, scale, zeroPoint] = g.node("DynamicQuantizeLinear", [x]) as [Value, Value, Value];
  return { quantized, scale, zeroPoint };
}

/** (a − zero point of a)·b in int32: uint8 [… M, K] × int8 [K, N] → int32 [… M, N]. */
export const matMulInteger = (g: GraphBuilder, { quantized, zeroPoint }: QuantizedValue, b: Value): Value =>
  g.op("MatMulInteger", [quantized, b, zeroPoint]);
