import type { OperatorName } from "../../ir/operators.ts";
import type { Rule } from "./rule.ts";
import { elementwiseRules } from "./elementwise.ts";
import { matmulRules } from "./matmul.ts";
import { movementRules } from "./movement.ts";
import { normalizationRules } from "./normalization.ts";
import { reduceRules } from "./reduce.ts";

/**
 * How each operator is differentiated: a rule, "zero" (piecewise constant: the gradient stops here), or
 * "not-differentiable" (a gradient that reaches it is an error). An operator without an entry does not compile.
 */
export const rules: Readonly<Record<OperatorName, Rule | "zero" | "not-differentiable">> = {
  ...elementwiseRules,
  ...matmulRules,
  ...movementRules,
  ...normalizationRules,
  ...reduceRules,
  Less: "zero",
  Greater: "zero",
  Equal: "zero",
  And: "zero",
  Not: "zero",
  Sign: "zero",
  Cast: "zero",
  OneHotLike: "zero",
  PositionsLike: "zero",
  DynamicQuantizeLinear: "not-differentiable",
  TopK: "not-differentiable",
  MatMulInteger: "not-differentiable",
  ScatterAddLike: "not-differentiable",
};
