import { cast, div, equal, mul } from "../../ops/elementwise.ts";
import { expand, unsqueeze } from "../../ops/movement.ts";
import { reduceSum } from "../../ops/reduce.ts";
import type { Rule, RuleContext } from "./rule.ts";
import type { Value } from "../../ir/value.ts";

/** A reduced tensor with its reduced axes back, at size 1. */
function keepDims({ g, node }: RuleContext, reduced: Value): Value {
  return node.attributes["keepdims"] === 1 ? reduced : unsqueeze(g, reduced, node.attributes["axes"] as number[]);
}

// y = Σ x: dx = d, repeated
const sum: Rule = (context) => [expand(context.g, keepDims(context, context.d), context.x(0))];

// y = mean x: dx = d/n, repeated; n is counted in the graph because a size may be a name
const mean: Rule = (context) => {
  const { g, d, x, node } = context;
  const ones = expand(g, g.scalar(1), x(0));
  const count = reduceSum(g, ones, node.attributes["axes"] as number[], true);
  return [expand(g, div(g, keepDims(context, d), count), x(0))];
};

// y = max x: dx = d where x = y (at a tie every place gets d)
const extreme: Rule = (context) => {
  const { g, d, x, y } = context;
  return [mul(g, cast(g, equal(g, x(0), keepDims(context, y(0))), "float32"), keepDims(context, d))];
};

export const reduceRules = {
  ReduceSum: sum,
  ReduceMean: mean,
  ReduceMax: extreme,
  ReduceMin: extreme,
} as const satisfies Record<string, Rule>;
