import type { DType, TypedData } from "./dtype.ts";
import type { OperatorName } from "./operators.ts";
import type { Shape } from "./shape.ts";

/** A tensor that flows through a graph: an input, a constant, or the output of one node. */
export interface Value {
  readonly name: string;
  readonly dtype: DType;
  readonly shape: Shape;
}

export type Attributes = Readonly<Record<string, number | string | readonly number[] | Shape>>;

export interface Node {
  readonly op: OperatorName;
  readonly inputs: readonly Value[];
  readonly outputs: readonly Value[];
  readonly attributes: Attributes;
}

export interface Constant {
  readonly value: Value;
  readonly data: TypedData;
}

/** Nodes stand in execution order: a node's inputs are graph inputs, constants or outputs of earlier nodes. */
export interface Graph {
  readonly inputs: readonly Value[];
  readonly constants: readonly Constant[];
  readonly nodes: readonly Node[];
  readonly outputs: readonly Value[];
}
