import { describe, expect, test } from "vitest";
import { embeddingInput } from "../classification/evaluation-input.ts";
import { embeddingsOf } from "../testing/golden.ts";
import { isBetter, nameEvaluator } from "./evaluator.ts";

const input = embeddingInput(embeddingsOf([[1]]), embeddingsOf([[1]]), Int32Array.of(0));
const options = {
  primaryMetric: "size",
  csvName: "sizes",
  csvColumns: [["the_size", "size"]] as const,
  evaluate: () => ({ size: 0.5 }),
};

describe("an evaluator's name", () => {
  test("stands before its metrics, in its file name, and not in the CSV's columns", () => {
    const evaluator = nameEvaluator({ ...options, name: "dev" });
    expect(evaluator.primaryMetric).toBe("dev_size");
    expect(evaluator.evaluate(input)).toEqual({ dev_size: 0.5 });
    expect(evaluator.csv.fileName).toBe("sizes_dev_results.csv");
    expect(evaluator.csv.header).toBe("epoch,steps,the_size");
    expect(evaluator.csv.row(0.5, 40, { dev_size: 0.5 })).toBe("0.5,40,0.5");
  });

  test("may be empty", () => {
    const evaluator = nameEvaluator({ ...options, name: "" });
    expect(evaluator.evaluate(input)).toEqual({ size: 0.5 });
    expect(evaluator.csv.fileName).toBe("sizes_results.csv");
  });
});

test("a metric without a value is nan in the CSV, as Python writes it", () => {
  expect(nameEvaluator({ ...options, name: "" }).csv.row(1, -1, { size: NaN })).toBe("1,-1,nan");
});

describe("a better metric", () => {
  test("is strictly better in its direction", () => {
    expect(isBetter(0.6, 0.5, "higher")).toBe(true);
    expect(isBetter(0.5, 0.5, "higher")).toBe(false);
    expect(isBetter(0.4, 0.5, "lower")).toBe(true);
    expect(isBetter(0.6, 0.5, "lower")).toBe(false);
  });

  test("is never NaN, and anything else beats NaN or nothing", () => {
    expect(isBetter(NaN, undefined, "higher")).toBe(false);
    expect(isBetter(-1, NaN, "higher")).toBe(true);
    expect(isBetter(-1, undefined, "higher")).toBe(true);
  });
});
