import type { DType } from "./dtype.ts";
import type { Shape } from "./shape.ts";

/** A tensor that flows through a graph: an input, a constant, or the output of one node. */
export interface Value {
  readonly name: string;
  readonly dtype: DType;
  readonly shape: Shape;
}

export type Attributes = Readonly<Record<string, number | string | readonly number[] | Shape>>;
