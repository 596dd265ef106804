import { GraphBuilder, type Constant, type Graph, type Node, type Value } from "@intentsmith/graph";

/**
 * Computes every transposition of a constant matrix once, here, instead of at each load of the file: the weights of
 * linear layers stand as [out, in] in a checkpoint and are multiplied as [in, out].
 */
export function freezeTransposes(graph: Graph): Graph {
  const constants = new Map(graph.constants.map((constant) => [constant.value, constant]));
  const usesOf = countUses(graph);
  const frozen = new Map<Value, Constant>();
  const nodes = graph.nodes.flatMap((node): Node[] => {
    const [input] = node.inputs;
    const source = input === undefined ? undefined : constants.get(input);
    if (node.op === "Transpose" && source !== undefined && isMatrixSwap(node)) {
      const name = usesOf(source.value) === 1 ? source.value.name : `${source.value.name}_transposed`;
      frozen.set(node.outputs[0] as Value, transposed(source, name));
      return [];
    }
    return [{ ...node, inputs: node.inputs.map((value) => frozen.get(value)?.value ?? value) }];
  });
  const used = new Set(nodes.flatMap((node) => node.inputs));
  return {
    ...graph,
    nodes,
    constants: [...graph.constants, ...frozen.values()].filter(({ value }) => used.has(value)),
    outputs: graph.outputs.map((value) => frozen.get(value)?.value ?? value),
  };
}

function isMatrixSwap({ attributes }: Node): boolean {
  const perm = attributes["perm"] as readonly number[];
  return perm.length === 2 && perm[0] === 1;
}

function transposed({ value, data }: Constant, name: string): Constant {
  const [rows, columns] = value.shape as [number, number];
  const result = data.slice();
  for (let row = 0; row < rows; row++) {
    for (let column = 0; column < columns; column++) {
      result[column * rows + row] = data[row * columns + column] as never;
    }
  }
  return { value: new GraphBuilder().constant(result, [columns, rows], value.dtype, name), data: result };
}

function countUses(graph: Graph): (value: Value) => number {
  const counts = new Map<Value, number>();
  for (const value of graph.nodes.flatMap((node) => node.inputs)) counts.set(value, (counts.get(value) ?? 0) + 1);
  return (value) => counts.get(value) ?? 0;
}
