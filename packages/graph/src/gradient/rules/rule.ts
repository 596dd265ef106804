import type { GraphBuilder } from "../../ir/graph-builder.ts";
import type { Node } from "../../ir/graph.ts";
import type { Value } from "../../ir/value.ts";

/** What a rule sees: the node, and the gradients of its outputs (undefined: that output does not reach the loss). */
export interface RuleContext {
  g: GraphBuilder;
  node: Node;
  /** The node's i-th input. */
  x: (index: number) => Value;
  /** The node's i-th output. */
  y: (index: number) => Value;
  /** The gradient of the first output; most operators have one. */
  d: Value;
  /** The gradients of all outputs. */
  ds: readonly (Value | undefined)[];
  /** Whether the gradient of input i is wanted; rules may skip work for inputs that are not. */
  wants: (index: number) => boolean;
}

/** Gradients of the inputs, in their order; `undefined` (or a missing tail) for inputs that carry none. */
export type Rule = (context: RuleContext) => readonly (Value | undefined)[];
