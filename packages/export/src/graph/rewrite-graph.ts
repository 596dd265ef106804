import { IntentsmithError } from "@intentsmith/core";
import { GraphBuilder, type Constant, type Graph, type Node, type Value } from "@intentsmith/graph";

/** What a rewrite sees of a node. */
export interface RewriteContext {
  /** Where the new nodes go. */
  g: GraphBuilder;
  node: Node;
  /** The node's i-th input in the new graph. */
  input: (index: number) => Value;
  /** The node's i-th input in the old graph, if it is a constant. */
  constant: (index: number) => Constant | undefined;
}

/** The values that take the place of a node's outputs, or undefined: the node stays. */
export type Rewrite = (context: RewriteContext) => readonly Value[] | undefined;

/** Nodes after the last one: the graph's new outputs. `input` gives a graph input by its name. */
export type Extend = (g: GraphBuilder, outputs: readonly Value[], input: (name: string) => Value) => readonly Value[];

/**
 * Builds a graph anew, node by node, with other nodes wherever `rewrite` gives some, and those of `extend` behind them.
 * Inputs and outputs keep their names.
 */
export function rewriteGraph(graph: Graph, rewrite: Rewrite, extend: Extend = (_, outputs) => outputs): Graph {
  const g = new GraphBuilder();
  const constants = new Map(graph.constants.map((constant) => [constant.value, constant]));
  const renewed = new Map<Value, Value>(
    graph.inputs.map((value) => [value, g.input(value.name, value.dtype, value.shape)]),
  );
  const renew = (value: Value): Value => {
    const known = renewed.get(value);
    if (known !== undefined) return known;
    const { data } = constants.get(value) as Constant;
    const made = g.constant(data, value.shape as number[], value.dtype, value.name);
    renewed.set(value, made);
    return made;
  };
  for (const node of graph.nodes) {
    const outputs =
      rewrite({
        g,
        node,
        input: (index) => renew(node.inputs[index] as Value),
        constant: (index) => constants.get(node.inputs[index] as Value),
      }) ?? g.node(node.op, node.inputs.map(renew), node.attributes);
    for (const [i, value] of outputs.entries()) renewed.set(node.outputs[i] as Value, value);
  }
  const outputs = graph.outputs.map((value) => g.rename(renew(value), value.name));
  const input = (name: string): Value => {
    const found = graph.inputs.find((value) => value.name === name);
    if (found === undefined) throw new IntentsmithError("INTERNAL", `the graph has no input ${name}`);
    return renew(found);
  };
  return g.build(extend(g, outputs, input));
}
