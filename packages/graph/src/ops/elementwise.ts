import type { DType } from "../ir/dtype.ts";
import type { GraphBuilder } from "../ir/graph-builder.ts";
import type { Value } from "../ir/value.ts";

/** Elementwise operators; binary ones broadcast. A plain number stands for a scalar constant. */
type Operand = Value | number;
const value = (g: GraphBuilder, operand: Operand): Value => (typeof operand === "number" ? g.scalar(operand) : operand);

export const add = (g: GraphBuilder, a: Operand, b: Operand): Value => g.op("Add", [value(g, a), value(g, b)]);
export const sub = (g: GraphBuilder, a: Operand, b: Operand): Value => g.op("Sub", [value(g, a), value(g, b)]);
export const mul = (g: GraphBuilder, a: Operand, b: Operand): Value => g.op("Mul", [value(g, a), value(g, b)]);
export const div = (g: GraphBuilder, a: Operand, b: Operand): Value => g.op("Div", [value(g, a), value(g, b)]);
export const less = (g: GraphBuilder, a: Operand, b: Operand): Value => g.op("Less", [value(g, a), value(g, b)]);
export const greater = (g: GraphBuilder, a: Operand, b: Operand): Value => g.op("Greater", [value(g, a), value(g, b)]);
export const equal = (g: GraphBuilder, a: Operand, b: Operand): Value => g.op("Equal", [value(g, a), value(g, b)]);
export const and = (g: GraphBuilder, a: Value, b: Value): Value => g.op("And", [a, b]);
export const not = (g: GraphBuilder, a: Value): Value => g.op("Not", [a]);
export const neg = (g: GraphBuilder, x: Value): Value => g.op("Neg", [x]);
export const exp = (g: GraphBuilder, x: Value): Value => g.op("Exp", [x]);
export const log = (g: GraphBuilder, x: Value): Value => g.op("Log", [x]);
export const sqrt = (g: GraphBuilder, x: Value): Value => g.op("Sqrt", [x]);
export const erf = (g: GraphBuilder, x: Value): Value => g.op("Erf", [x]);
export const abs = (g: GraphBuilder, x: Value): Value => g.op("Abs", [x]);
export const sign = (g: GraphBuilder, x: Value): Value => g.op("Sign", [x]);
export const relu = (g: GraphBuilder, x: Value): Value => g.op("Relu", [x]);
/** x·Φ(x), the exact (erf) form. */
export const gelu = (g: GraphBuilder, x: Value): Value => g.op("Gelu", [x]);
export const where = (g: GraphBuilder, condition: Value, a: Operand, b: Operand): Value =>
  g.op("Where", [condition, value(g, a), value(g, b)]);
export const cast = (g: GraphBuilder, x: Value, to: DType): Value => g.op("Cast", [x], { to });
