import { expected, type ArgumentCheck } from "@intentsmith/core";
import type { TypedData } from "./dtype.ts";
import type { OperatorName } from "./operators.ts";
import type { Attributes } from "./typed-value.ts";
import type { Value } from "./value.ts";

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

/** What a caller's graph must have (a graph of ours was checked when it was built). */
export const graphFields: ArgumentCheck = expected.fields({
  inputs: expected.list,
  constants: expected.list,
  nodes: expected.list,
  outputs: expected.list,
});
