import type { Graph } from "./graph.ts";
import type { Value } from "./value.ts";
import { shapeError } from "./shape.ts";

/** Every value is defined once, before its use, under its own name. @throws GRAPH_INVALID naming the node. */
export function verifyGraph(graph: Graph): void {
  const defined = new Map<string, Value>();
  const define = (value: Value, where: string): void => {
    if (defined.has(value.name)) throw shapeError(where, `the name ${value.name} is defined twice`);
    defined.set(value.name, value);
  };
  for (const value of graph.inputs) define(value, "graph input");
  for (const { value, data } of graph.constants) {
    define(value, "constant");
    const size = value.shape.reduce<number>((product, dimension) => product * Number(dimension), 1);
    if (size !== data.length) throw shapeError(value.name, `expected ${size} elements, received ${data.length}`);
  }
  for (const node of graph.nodes) {
    for (const value of node.inputs) {
      if (defined.get(value.name) !== value) throw shapeError(node.op, `input ${value.name} is not defined before`);
    }
    for (const value of node.outputs) define(value, node.op);
  }
  for (const value of graph.outputs) {
    if (defined.get(value.name) !== value) throw shapeError("graph output", `${value.name} is not defined`);
  }
}
