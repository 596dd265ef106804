import { gather, type Constant, type Graph } from "@intentsmith/graph";
import { rewriteGraph } from "./rewrite-graph.ts";

/**
 * The weights as float16, widened to float32 where they are used: half the size, and every runtime can run it.
 * onnxruntime widens the matrices once while it loads the file, so the speed is that of float32; of an embedding table
 * only the rows that a batch reads are widened. Numbers beyond ±65,504 keep their tensor in float32.
 */
export function halfPrecisionWeights(graph: Graph): Graph {
  return rewriteGraph(graph, ({ g, node, input, constant }) => {
    const half = ({ value, data }: Constant): ReturnType<typeof g.constant> =>
      g.constant(data, value.shape as number[], "float16", `${value.name}_float16`);
    const isMatrix = (weight: Constant | undefined): weight is Constant =>
      weight?.value.dtype === "float32" && weight.value.shape.length === 2 && fitsHalf(weight.data as Float32Array);
    const [first, second] = [constant(0), constant(1)];
    if (node.op === "MatMul" && isMatrix(second)) return [g.op("MatMul", [input(0), half(second).cast("float32")])];
    if (node.op === "Gather" && isMatrix(first)) return [gather(g, half(first), input(1)).cast("float32")];
    return undefined;
  });
}

const fitsHalf = (data: Float32Array): boolean => data.every((value) => Math.abs(value) <= 65_504);
