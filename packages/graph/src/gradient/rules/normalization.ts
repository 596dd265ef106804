import type { Rule } from "./rule.ts";

export const normalizationRules = {
  // h = (x − μ)·r, y = h·w + b, with μ, r the node's outputs 1 and 2:
  // dx = r·(e − mean(e) − h·mean(e·h)) where e = d·w;  dw = Σ d·h;  db = Σ d   (Ba et al. 2016)
  LayerNormalization: ({ d, x, y }) => {
    const leading = d.shape.slice(0, -1).map((_, axis) => axis);
    const h = x(0).sub(y(1)).mul(y(2));
    const e = d.mul(x(1));
    const centred = e.sub(e.mean([-1], true));
    const dx = centred.sub(h.mul(e.mul(h).mean([-1], true))).mul(y(2));
    return [dx, d.mul(h).sum(leading), d.sum(leading)];
  },
  // y = softmax x: dx = y·d − y·Σ(y·d)
  Softmax: ({ d, y }) => {
    const weighted = y(0).mul(d);
    return [weighted.sub(y(0).mul(weighted.sum([-1], true)))];
  },
} as const satisfies Record<string, Rule>;
