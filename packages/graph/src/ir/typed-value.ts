import type { DType } from "./dtype.ts";
import type { Shape } from "./shape.ts";

/** What a shape rule knows of a tensor. */
export interface TypedValue {
  readonly name: string;
  readonly dtype: DType;
  readonly shape: Shape;
}

export type Attributes = Readonly<Record<string, number | string | readonly number[] | Shape>>;
