import { describe, expect, test } from "vitest";
import { embeddingInput } from "../classification/evaluation-input.ts";
import { embeddingsOf } from "../testing/golden.ts";
import {
  createEvaluator,
  evaluatorForMetric,
  evaluatorNames,
  metricDirection,
  metricDirections,
} from "./create-evaluator.ts";

const input = embeddingInput(
  embeddingsOf([
    [1, 0.1],
    [0.2, 1],
    [1, 0.3],
  ]),
  embeddingsOf([
    [1, 0],
    [0, 1],
  ]),
  Int32Array.of(0, 1, 1),
);

test.each(evaluatorNames)("the evaluator %s computes its own primary metric", (type) => {
  const evaluator = createEvaluator(type, { name: "dev" });
  expect(evaluator.name).toBe("dev");
  expect(evaluator.evaluate(input)).toHaveProperty(evaluator.primaryMetric, expect.any(Number));
});

test.each(evaluatorNames)("the evaluator %s takes an empty list of similarities for its default", (type) => {
  expect(createEvaluator(type, { similarities: [] }).primaryMetric).toBe(createEvaluator(type).primaryMetric);
});

describe("a metric that chooses the best epoch", () => {
  test.each(Object.keys(metricDirections))("%s is computed by the evaluator that is made for it", (metric) => {
    expect(evaluatorForMetric(metric).evaluate(input)).toHaveProperty(metric, expect.any(Number));
    expect(metricDirection(metric)).toBe("higher");
  });

  test("covers the primary metric of every evaluator, but no threshold", () => {
    const names = Object.keys(metricDirections);
    expect(names).toEqual(expect.arrayContaining(["accuracy", "macro_f1", "spearman_cosine", "cosine_ap", "max_ap"]));
    expect(names.filter((metric) => metric.includes("threshold"))).toEqual([]);
  });

  test.each([
    ["acuracy", "accuracy"],
    ["macroF1", "macro_f1"],
    ["cosine_spearman", "spearman_cosine"],
    ["Spearman_Cosine", "spearman_cosine"],
  ])("%s is unknown, and %s is offered", (typo, near) => {
    expect(() => evaluatorForMetric(typo, "configs/a.yaml: evaluate.bestBy")).toThrow(
      expect.objectContaining({
        code: "CONFIG_INVALID",
        message: `configs/a.yaml: evaluate.bestBy: unknown metric "${typo}"`,
        hint: expect.stringContaining(near),
      }),
    );
  });

  test("that is like none gets the whole list", () => {
    expect(() => metricDirection("xyzzy-plugh-quux-frobnicate-42")).toThrow(
      expect.objectContaining({ code: "CONFIG_INVALID", hint: expect.stringContaining("Choose one of accuracy, ") }),
    );
  });

  test("cannot be a property that every object has", () => {
    expect(() => metricDirection("constructor")).toThrow(expect.objectContaining({ code: "CONFIG_INVALID" }));
  });
});
