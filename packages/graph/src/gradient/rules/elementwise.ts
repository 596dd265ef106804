import { add, div, exp, greater, erf, mul, neg, sign, cast, where } from "../../ops/elementwise.ts";
import type { Rule } from "./rule.ts";

/** Broadcast inputs get gradients of the output's shape; the walk sums them back (`unbroadcast.ts`). */
export const elementwiseRules = {
  // y = a + b
  Add: ({ d }) => [d, d],
  // y = a − b
  Sub: ({ g, d, wants }) => [d, wants(1) ? neg(g, d) : undefined],
  // y = a·b: da = d·b, db = d·a
  Mul: ({ g, d, x, wants }) => [wants(0) ? mul(g, d, x(1)) : undefined, wants(1) ? mul(g, d, x(0)) : undefined],
  // y = a/b: da = d/b, db = −d·y/b
  Div: ({ g, d, x, y, wants }) => {
    const overB = div(g, d, x(1));
    return [overB, wants(1) ? neg(g, mul(g, overB, y(0))) : undefined];
  },
  // y = −x
  Neg: ({ g, d }) => [neg(g, d)],
  // y = eˣ: dx = d·y
  Exp: ({ g, d, y }) => [mul(g, d, y(0))],
  // y = ln x: dx = d/x
  Log: ({ g, d, x }) => [div(g, d, x(0))],
  // y = √x: dx = d/(2y); 0 where y = 0, as the norm of a zero vector has no direction
  Sqrt: ({ g, d, y }) => [where(g, greater(g, y(0), 0), div(g, mul(g, d, 0.5), y(0)), 0)],
  // y = erf x: dx = d·(2/√π)·e^(−x²)
  Erf: ({ g, d, x }) => [mul(g, mul(g, d, exp(g, neg(g, mul(g, x(0), x(0))))), 2 / Math.sqrt(Math.PI))],
  // y = |x|: dx = d·sign x
  Abs: ({ g, d, x }) => [mul(g, d, sign(g, x(0)))],
  // y = max(x, 0): dx = d where x > 0
  Relu: ({ g, d, x }) => [mul(g, d, cast(g, greater(g, x(0), 0), "float32"))],
  // y = xΦ(x), z = x/√2: dx = d·½·(1 + erf z + z·(2/√π)·e^(−z²))
  // (−z² is taken as z·(−x/√2): onnxruntime's Neg runs on one thread and costs four times a Mul)
  Gelu: ({ g, d, x }) => {
    const z = mul(g, x(0), Math.SQRT1_2);
    const minusSquare = mul(g, z, mul(g, x(0), -Math.SQRT1_2));
    const bell = mul(g, mul(g, z, exp(g, minusSquare)), 2 / Math.sqrt(Math.PI));
    return [mul(g, d, mul(g, add(g, add(g, erf(g, z), 1), bell), 0.5))];
  },
  // y = condition ? a : b
  Where: ({ g, d, x, wants }) => [
    undefined,
    wants(1) ? where(g, x(0), d, 0) : undefined,
    wants(2) ? where(g, x(0), 0, d) : undefined,
  ],
} as const satisfies Record<string, Rule>;
