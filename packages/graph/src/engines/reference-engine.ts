import { IntentsmithError } from "@intentsmith/core";
import type { Graph } from "../ir/graph.ts";
import type { Value } from "../ir/value.ts";
import type { Engine, Session, Tensor } from "./engine.ts";
import { referenceKernels } from "./reference-kernels.ts";

/** erf in double precision; the caller brings it (a library), so that this package needs none at run time. */
export type ErrorFunction = (x: number) => number;

/**
 * A float64 interpreter of graphs in plain TypeScript: slow, and the oracle for the fast engine. Every `float32`
 * value is held as Float64Array.
 */
export function referenceEngine(erf: ErrorFunction): Engine {
  const kernels = referenceKernels(erf);
  return {
    name: "reference",
    version: "float64",
    createSession: (graph: Graph): Promise<Session> =>
      Promise.resolve({
        run: (feeds) => Promise.resolve(interpret(graph, feeds, kernels)),
        release: () => Promise.resolve(),
      }),
  };
}

function interpret(
  graph: Graph,
  feeds: Readonly<Record<string, Tensor>>,
  kernels: ReturnType<typeof referenceKernels>,
): Record<string, Tensor> {
  const values = new Map<Value, Tensor>();
  for (const { value, data } of graph.constants) {
    values.set(value, inFloat64({ dtype: value.dtype, shape: value.shape as number[], data }));
  }
  for (const value of graph.inputs) {
    const feed = feeds[value.name];
    if (feed === undefined) throw new IntentsmithError("ENGINE_FAILED", `input ${value.name}: nothing was fed`);
    values.set(value, inFloat64(feed));
  }
  for (const node of graph.nodes) {
    const inputs = node.inputs.map((input) => values.get(input) as Tensor);
    const outputs = kernels[node.op](inputs, node);
    for (const [i, output] of node.outputs.entries()) values.set(output, outputs[i] as Tensor);
  }
  return Object.fromEntries(graph.outputs.map((value) => [value.name, values.get(value) as Tensor]));
}

function inFloat64(tensor: Tensor): Tensor {
  return tensor.data instanceof Float32Array ? { ...tensor, data: Float64Array.from(tensor.data) } : tensor;
}
