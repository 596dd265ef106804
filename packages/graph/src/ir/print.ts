import { checkArguments } from "@intentsmith/core";
import { graphFields, type Graph } from "./graph.ts";
import type { Value } from "./value.ts";
import { formatShape } from "./shape.ts";

/** The graph as text, a node a line: for reading and for test failures. @throws ARGUMENT_INVALID */
export function printGraph(graph: Graph): string {
  checkArguments("printGraph", { graph: [graph, graphFields] });
  const typed = (value: Value): string => `${value.name}: ${value.dtype}${formatShape(value.shape)}`;
  const nodes = graph.nodes.map((node) => {
    const attributes = Object.entries(node.attributes).map(([key, value]) => ` ${key}=${JSON.stringify(value)}`);
    return `${node.outputs.map(typed).join(", ")} = ${node.op}(${node.inputs.map((value) => value.name).join(", ")})${attributes.join("")}`;
  });
  return [
    `inputs ${graph.inputs.map(typed).join(", ")}`,
    ...nodes,
    `outputs ${graph.outputs.map((value) => value.name).join(", ")}`,
  ].join("\n");
}
