import type { Precision } from "@intentsmith/classifier";
import type { Graph } from "@intentsmith/graph";
import { halfPrecisionWeights } from "./half-precision.ts";
import { quantizeDynamic } from "./quantize-dynamic.ts";

/** What turns the float32 graph into one of each precision. */
export const rewrites: Readonly<Record<Precision, (graph: Graph) => Graph>> = {
  fp32: (graph) => graph,
  fp16: halfPrecisionWeights,
  int8: quantizeDynamic,
};
