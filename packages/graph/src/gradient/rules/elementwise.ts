import type { Rule } from "./rule.ts";

/** Broadcast inputs get gradients of the output's shape; the walk sums them back (`unbroadcast.ts`). */
export const elementwiseRules = {
  // y = a + b
  Add: ({ d }) => [d, d],
  // y = a − b
  Sub: ({ d, wants }) => [d, wants(1) ? d.neg() : undefined],
  // y = a·b: da = d·b, db = d·a
  Mul: ({ d, x, wants }) => [wants(0) ? d.mul(x(1)) : undefined, wants(1) ? d.mul(x(0)) : undefined],
  // y = a/b: da = d/b, db = −d·y/b
  Div: ({ d, x, y, wants }) => {
    const overB = d.div(x(1));
    return [overB, wants(1) ? overB.mul(y(0)).neg() : undefined];
  },
  // y = −x
  Neg: ({ d }) => [d.neg()],
  // y = eˣ: dx = d·y
  Exp: ({ d, y }) => [d.mul(y(0))],
  // y = ln x: dx = d/x
  Log: ({ d, x }) => [d.div(x(0))],
  // y = √x: dx = d/(2y); 0 where y = 0, as the norm of a zero vector has no direction
  Sqrt: ({ d, y }) => [
    y(0)
      .greater(0)
      .where(d.mul(0.5).div(y(0)), 0),
  ],
  // y = erf x: dx = d·(2/√π)·e^(−x²)
  Erf: ({ d, x }) => [d.mul(x(0).mul(x(0)).neg().exp()).mul(2 / Math.sqrt(Math.PI))],
  // y = |x|: dx = d·sign x
  Abs: ({ d, x }) => [d.mul(x(0).sign())],
  // y = max(x, 0): dx = d where x > 0
  Relu: ({ d, x }) => [d.mul(x(0).greater(0).cast("float32"))],
  // y = σ(x): dx = d·y·(1 − y), with y² taken off so that no constant is spread out
  Sigmoid: ({ d, y }) => [d.mul(y(0).sub(y(0).mul(y(0))))],
  // y = xΦ(x), z = x/√2: dx = d·½·(1 + erf z + z·(2/√π)·e^(−z²))
  // (−z² is taken as z·(−x/√2): onnxruntime's Neg runs on one thread and costs four times a Mul)
  Gelu: ({ d, x }) => {
    const z = x(0).mul(Math.SQRT1_2);
    const minusSquare = z.mul(x(0).mul(-Math.SQRT1_2));
    const bell = z.mul(minusSquare.exp()).mul(2 / Math.sqrt(Math.PI));
    return [d.mul(z.erf().add(1).add(bell).mul(0.5))];
  },
  // y = condition ? a : b
  Where: ({ d, x, wants }) => [
    undefined,
    wants(1) ? x(0).where(d, 0) : undefined,
    wants(2) ? x(0).where(0, d) : undefined,
  ],
} as const satisfies Record<string, Rule>;
