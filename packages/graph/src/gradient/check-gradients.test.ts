import erf from "@stdlib/math-base-special-erf";
import { describe, expect, it } from "vitest";
import { referenceEngine } from "../engines/reference-engine.ts";
import type { Value } from "../ir/value.ts";
import { operatorCases } from "../testing/operator-cases.ts";
import { checkGradients } from "./check-gradients.ts";
import type { Rule } from "./rules/rule.ts";
import { rules } from "./rules/rules.ts";

const engine = referenceEngine(erf);

describe("gradient rules against finite differences in float64", () => {
  for (const { name, shapes, build, prepare } of operatorCases) {
    it.each(shapes.map((shape) => [shape]))(`${name} over %j`, async (shape) => {
      for (let seed = 0; seed < 3; seed++) {
        await checkGradients({ build, shapes: shape, seed, engine, ...(prepare === undefined ? {} : { prepare }) });
      }
    });
  }

  it("covers every operator that has a rule", () => {
    const covered = new Set(operatorCases.map(({ op }) => op));
    const differentiable = Object.entries(rules).filter(([, rule]) => typeof rule === "function");
    expect(differentiable.map(([op]) => op).filter((op) => !covered.has(op as never))).toEqual([]);
  });

  it.each([
    ["wrong", 2],
    ["wrong by a hundred thousandth", 1 + 1e-5],
  ])("fails, naming the seed, when a rule is %s", async (_, factor) => {
    const original = rules.Mul;
    const planted: Rule = ({ d, x }) => [d.mul(x(1)).mul(factor), d.mul(x(0))];
    (rules as Record<string, unknown>)["Mul"] = planted;
    try {
      const check = checkGradients({
        build: (g, [a, b]) => g.op("Mul", [a as Value, b as Value]),
        shapes: [[3], [3]],
        seed: 7,
        engine,
      });
      await expect(check).rejects.toMatchObject({
        code: "INTERNAL",
        message: expect.stringMatching(
          /^gradient check \(seed 7, shapes \[\[3\],\[3\]\]\): finite difference \S+, gradient \S+$/,
        ) as string,
      });
    } finally {
      (rules as Record<string, unknown>)["Mul"] = original;
    }
  });
});
