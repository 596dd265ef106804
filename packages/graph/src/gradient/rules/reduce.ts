import type { Rule, RuleContext } from "./rule.ts";
import type { Value } from "../../ir/value.ts";

/** A reduced tensor with its reduced axes back, at size 1. */
function keepDims({ node }: RuleContext, reduced: Value): Value {
  return node.attributes["keepdims"] === 1 ? reduced : reduced.unsqueeze(node.attributes["axes"] as number[]);
}

// y = Σ x: dx = d, repeated
const sum: Rule = (context) => [keepDims(context, context.d).expand(context.x(0))];

// y = mean x: dx = d/n, repeated; n is counted in the graph because a size may be a name
const mean: Rule = (context) => {
  const { g, d, x, node } = context;
  const ones = g.scalar(1).expand(x(0));
  const count = ones.sum(node.attributes["axes"] as number[], true);
  return [keepDims(context, d).div(count).expand(x(0))];
};

// y = max x: dx = d where x = y (at a tie every place gets d)
const extreme: Rule = (context) => {
  const { d, x, y } = context;
  return [
    x(0)
      .equal(keepDims(context, y(0)))
      .cast("float32")
      .mul(keepDims(context, d)),
  ];
};

export const reduceRules = {
  ReduceSum: sum,
  ReduceMean: mean,
  ReduceMax: extreme,
  ReduceMin: extreme,
} as const satisfies Record<string, Rule>;
