import {
  dynamicQuantizeLinear,
  gather,
  matMulInteger,
  type Constant,
  type Graph,
  type GraphBuilder,
  type QuantizedValue,
  type Value,
} from "@intentsmith/graph";
import { quantizeColumns, quantizeRows } from "./quantize-matrix.ts";
import { rewriteGraph } from "./rewrite-graph.ts";

/** Tables below this many rows stay as they are: nothing is gained. */
const fewRows = 16;

/**
 * Dynamic quantisation: linear layers multiply int8 weights with activations that are quantised to uint8 while running,
 * and embedding tables are stored as int8. Standard operators (DynamicQuantizeLinear, MatMulInteger), the form that
 * onnxruntime fuses on loading. An activation that several layers read is quantised once. Scales of weights are stored as
 * float16.
 *
 *   x·W ≈ scale(x) · scale(W) · (quantized(x) − zero point)·quantized(W)
 */
export function quantizeDynamic(graph: Graph): Graph {
  const activations = new Map<Value, QuantizedValue>();
  const quantizedOnce = (g: GraphBuilder, x: Value): QuantizedValue => {
    const known = activations.get(x) ?? dynamicQuantizeLinear(g, x);
    activations.set(x, known);
    return known;
  };
  return rewriteGraph(graph, ({ g, node, input, constant }) => {
    if (node.op === "MatMul") {
      const weight = constant(1);
      return weight === undefined ? undefined : [product(g, quantizedOnce(g, input(0)), weight)];
    }
    const table = node.op === "Gather" ? constant(0) : undefined;
    const isTable = table?.value.dtype === "float32" && (table.value.shape[0] as number) >= fewRows;
    return isTable ? [rows(g, table, input(1))] : undefined;
  });
}

function product(g: GraphBuilder, x: QuantizedValue, { value, data }: Constant): Value {
  const [K, N] = value.shape as [number, number];
  const { data: quantized, scales } = quantizeColumns(data as Float32Array, N);
  const weight = g.constant(quantized, [K, N], "int8", `${value.name}_int8`);
  const scale = x.scale.mul(g.constant(scales, [N], "float16", `${value.name}_scale`).cast("float32"));
  return matMulInteger(g, x, weight).cast("float32").mul(scale);
}

function rows(g: GraphBuilder, { value, data }: Constant, index: Value): Value {
  const [R, H] = value.shape as [number, number];
  const { data: quantized, scales } = quantizeRows(data as Float32Array, H);
  const table = g.constant(quantized, [R, H], "int8", `${value.name}_int8`);
  const scale = gather(g, g.constant(scales, [R, 1], "float16", `${value.name}_scale`), index);
  return gather(g, table, index).cast("float32").mul(scale.cast("float32"));
}
