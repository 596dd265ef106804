import { mul, sub } from "../../ops/elementwise.ts";
import { reduceMean, reduceSum } from "../../ops/reduce.ts";
import type { Rule } from "./rule.ts";

export const normalizationRules = {
  // h = (x − μ)·r, y = h·w + b, with μ, r the node's outputs 1 and 2:
  // dx = r·(e − mean(e) − h·mean(e·h)) where e = d·w;  dw = Σ d·h;  db = Σ d   (Ba et al. 2016)
  LayerNormalization: ({ g, d, x, y }) => {
    const leading = d.shape.slice(0, -1).map((_, axis) => axis);
    const h = mul(g, sub(g, x(0), y(1)), y(2));
    const e = mul(g, d, x(1));
    const centred = sub(g, e, reduceMean(g, e, [-1], true));
    const dx = mul(g, sub(g, centred, mul(g, h, reduceMean(g, mul(g, e, h), [-1], true))), y(2));
    return [dx, reduceSum(g, mul(g, d, h), leading), reduceSum(g, d, leading)];
  },
  // y = softmax x: dx = y·d − y·Σ(y·d)
  Softmax: ({ g, d, y }) => {
    const weighted = mul(g, y(0), d);
    return [sub(g, weighted, mul(g, y(0), reduceSum(g, weighted, [-1], true)))];
  },
} as const satisfies Record<string, Rule>;
