import { expect, test } from "vitest";
import { embeddingInput } from "../classification/evaluation-input.ts";
import { embeddingsOf } from "../testing/golden.ts";
import { accuracyEvaluator } from "./accuracy-evaluator.ts";

test("accuracy, macro F1 and weighted F1 of the nearest label, and their CSV", () => {
  const evaluator = accuracyEvaluator({ name: "validation" });
  const metrics = evaluator.evaluate(
    embeddingInput(
      embeddingsOf([
        [1, 0],
        [0, 1],
        [1, 0],
        [1, 0],
      ]),
      embeddingsOf([
        [1, 0],
        [0, 1],
      ]),
      Int32Array.of(0, 1, 1, 0),
    ),
  );
  expect(evaluator.primaryMetric).toBe("validation_accuracy");
  expect(metrics["validation_accuracy"]).toBe(0.75);
  expect(metrics["validation_macro_f1"]).toBeCloseTo((4 / 5 + 2 / 3) / 2, 12);
  expect(metrics["validation_weighted_f1"]).toBeCloseTo((4 / 5 + 2 / 3) / 2, 12);
  expect(evaluator.csv.fileName).toBe("accuracy_evaluation_validation_results.csv");
  expect(evaluator.csv.header).toBe("epoch,steps,accuracy,macro_f1,weighted_f1");
  expect(evaluator.csv.row(1, -1, { ...metrics, validation_accuracy: 0.75 })).toMatch(/^1,-1,0\.75,0\.733/);
});
