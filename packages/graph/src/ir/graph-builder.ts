import { onnxElementType, type DType, type TypedData } from "./dtype.ts";
import type { Constant, Graph, Node } from "./graph.ts";
import type { Attributes } from "./typed-value.ts";
import { Value } from "./value.ts";
import { operators, type OperatorName } from "./operators.ts";
import { formatShape, shapeError, type Shape } from "./shape.ts";
import { verifyGraph } from "./verify.ts";

/** Builds a graph node by node; every node's output shapes are inferred and checked as it is added. */
export class GraphBuilder {
  readonly nodes: Node[] = [];
  readonly #inputs: Value[] = [];
  readonly #constants = new Map<string, Constant>();
  #count = 0;

  /** Declares a graph input. Names are the feeds' keys. @throws GRAPH_INVALID for what is no name, type or shape */
  input(name: string, dtype: DType, shape: Shape): Value {
    checkTensor(name, dtype, shape);
    const value = new Value(this, { name, dtype, shape });
    this.#inputs.push(value);
    return value;
  }

  /** A constant tensor; equal scalars and small vectors are shared. @throws GRAPH_INVALID unless the data fill the shape */
  constant(data: TypedData, shape: readonly number[], dtype: DType, name?: string): Value {
    checkTensor(name ?? "constant", dtype, shape);
    if (data?.length !== shape.reduce((product, size) => product * size, 1)) {
      throw shapeError(
        name ?? "constant",
        `shape ${formatShape(shape)} received ${data?.length ?? String(data)} numbers`,
      );
    }
    const key = name ?? (data.length <= 8 ? `${dtype}[${shape.join()}]:${data.join()}` : `constant ${this.#count++}`);
    let constant = this.#constants.get(key);
    if (constant === undefined) {
      const value = new Value(this, { name: name ?? `constant_${this.#constants.size}`, dtype, shape });
      constant = { value, data };
      this.#constants.set(key, constant);
    }
    return constant.value;
  }

  /** A float32 scalar constant (kept in float64 until it is written, for the reference engine). */
  scalar(number: number): Value {
    return this.constant(Float64Array.of(number), [], "float32");
  }

  /** Adds a node and returns its outputs. @throws GRAPH_INVALID for an unknown operator or when shapes do not fit. */
  node(op: OperatorName, inputs: readonly Value[], attributes: Attributes = {}): Value[] {
    if (!Object.hasOwn(operators, op)) throw shapeError(String(op), "there is no such operator");
    if (!Array.isArray(inputs) || !inputs.every((input) => input instanceof Value)) {
      throw shapeError(op, "expected values of a graph as inputs");
    }
    const outputs = operators[op](inputs, attributes).map(
      ({ dtype, shape }) => new Value(this, { name: `${op}_${this.#count++}`, dtype, shape }),
    );
    this.nodes.push({ op, inputs, outputs, attributes });
    return outputs;
  }

  /** Adds a node with one output of interest (the first) and returns it. */
  op(op: OperatorName, inputs: readonly Value[], attributes: Attributes = {}): Value {
    return this.node(op, inputs, attributes)[0] as Value;
  }

  /** Gives a value the name under which a run (or a file) knows it. */
  rename(value: Value, name: string): Value {
    (value as { name: string }).name = name;
    return value;
  }

  /** The finished graph, pruned to what the outputs need. @throws GRAPH_INVALID when a value is used before it exists. */
  build(outputs: readonly Value[]): Graph {
    const needed = new Set<Value>(outputs);
    const nodes: Node[] = [];
    for (const node of this.nodes.toReversed()) {
      if (!node.outputs.some((output) => needed.has(output))) continue;
      for (const value of node.inputs) needed.add(value);
      nodes.push(node);
    }
    const graph: Graph = {
      inputs: this.#inputs.filter((value) => needed.has(value)),
      constants: [...this.#constants.values()].filter(({ value }) => needed.has(value)),
      nodes: nodes.toReversed(),
      outputs,
    };
    verifyGraph(graph);
    return graph;
  }
}

function checkTensor(name: string, dtype: DType, shape: Shape): void {
  if (typeof name !== "string" || name === "") throw shapeError(String(name), "expected a name for a value");
  if (!Object.hasOwn(onnxElementType, dtype)) throw shapeError(name, `there is no element type ${String(dtype)}`);
  const isSize = (size: unknown): boolean => typeof size === "string" || (Number.isInteger(size) && Number(size) >= 0);
  if (!Array.isArray(shape) || !shape.every(isSize))
    throw shapeError(name, `expected a shape, received ${String(shape)}`);
}
