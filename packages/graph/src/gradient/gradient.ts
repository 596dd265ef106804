import { checkArguments, expected } from "@intentsmith/core";
import { GraphBuilder } from "../ir/graph-builder.ts";
import type { Node } from "../ir/graph.ts";
import { Value } from "../ir/value.ts";
import { shapeError } from "../ir/shape.ts";
import { rules } from "./rules/rules.ts";
import { unbroadcast } from "./unbroadcast.ts";

/**
 * Reverse-mode differentiation, graph in, graph out: appends the nodes that compute ∂loss/∂v for every v in `wrt` and
 * returns those values, each of its v's shape. `loss` is a scalar. Only nodes on a path from `wrt` to `loss` are
 * visited. @throws ARGUMENT_INVALID; GRAPH_INVALID when a value of `wrt` does not reach the loss, or an operator cannot be differentiated.
 */
export function gradient(g: GraphBuilder, loss: Value, wrt: readonly Value[]): Value[] {
  checkArguments("gradient", {
    g: [g, expected.instance(GraphBuilder)],
    loss: [loss, expected.instance(Value)],
    wrt: [wrt, expected.listOf("values", expected.instance(Value))],
  });
  const nodes = [...g.nodes];
  const active = reachedFrom(nodes, wrt);
  const pending = new Map<Value, Value[]>([[loss, [g.scalar(1)]]]);
  for (const node of nodes.toReversed()) {
    const ds = node.outputs.map((output) => accumulate(pending, output));
    if (ds.every((d) => d === undefined) || !node.inputs.some((input) => active.has(input))) continue;
    const rule = rules[node.op];
    if (rule === "zero") continue;
    const [d] = ds;
    if (rule === "not-differentiable" || d === undefined) {
      throw shapeError(node.op, `cannot be differentiated here (output ${node.outputs[0]?.name})`);
    }
    const gradients = rule({
      g,
      node,
      d,
      ds,
      x: (index) => node.inputs[index] as Value,
      y: (index) => node.outputs[index] as Value,
      wants: (index) => active.has(node.inputs[index] as Value),
    });
    for (const [index, inputGradient] of gradients.entries()) {
      const input = node.inputs[index] as Value;
      if (inputGradient === undefined || !active.has(input)) continue;
      const list = pending.get(input) ?? [];
      list.push(unbroadcast(inputGradient, input.shape));
      pending.set(input, list);
    }
  }
  return wrt.map((value) => {
    const result = accumulate(pending, value);
    if (result === undefined) throw shapeError(value.name, "does not reach the loss, so it has no gradient");
    return result;
  });
}

/** Values that depend on a value of `wrt` in a differentiable way. */
function reachedFrom(nodes: readonly Node[], wrt: readonly Value[]): Set<Value> {
  const active = new Set<Value>(wrt);
  for (const node of nodes) {
    if (rules[node.op] !== "zero" && node.inputs.some((input) => active.has(input))) {
      for (const output of node.outputs) active.add(output);
    }
  }
  return active;
}

/** The sum of what has arrived for a value. */
function accumulate(pending: Map<Value, Value[]>, value: Value): Value | undefined {
  const list = pending.get(value);
  if (list === undefined) return undefined;
  const sum = list.reduce((total, next) => total.add(next));
  pending.set(value, [sum]);
  return sum;
}
