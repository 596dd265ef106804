import { expect, test } from "vitest";
import { countAt } from "../metrics/confusion-matrix.ts";
import { embeddingsOf, golden } from "../testing/golden.ts";
import { embeddingInput } from "./evaluation-input.ts";
import { labelAccuracy } from "./label-accuracy.ts";

const labelNames = ["a", "b", "c", "d", "e", "f"];

function goldenResult(): ReturnType<typeof labelAccuracy> {
  const { textEmbeddings, labelEmbeddings, labelIndex } = golden.nearestLabel;
  return labelAccuracy({
    ...embeddingInput(embeddingsOf(textEmbeddings), embeddingsOf(labelEmbeddings), Int32Array.from(labelIndex)),
    labelNames,
  });
}

test("accuracy and the number of right texts are Python's", () => {
  const result = goldenResult();
  expect(result.correct).toBe(golden.nearestLabel.correct);
  expect(result.total).toBe(golden.nearestLabel.labelIndex.length);
  expect(result.accuracy).toBe(golden.nearestLabel.accuracy);
});

test("the table has the labels in their order, and the confusion matrix belongs to the predictions", () => {
  const result = goldenResult();
  expect(result.perLabel.map(({ label }) => label)).toEqual(labelNames);
  expect(result.perLabel.reduce((sum, { support }) => sum + support, 0)).toBe(result.total);
  expect(labelNames.reduce((sum, _, k) => sum + countAt(result.confusion, k, k), 0)).toBe(result.correct);
});

test("weighted recall is accuracy", () => {
  const { perLabel, total, accuracy } = goldenResult();
  expect(perLabel.reduce((sum, { recall, support }) => sum + recall * support, 0) / total).toBeCloseTo(accuracy, 12);
});

test.each([
  { what: "no text", rows: [], targets: [], names: ["a"], code: "DATA_EMPTY" },
  { what: "too few targets", rows: [[1], [2]], targets: [0], names: ["a"], code: "ARGUMENT_INVALID" },
  { what: "a target that is no label", rows: [[1]], targets: [1], names: ["a"], code: "ARGUMENT_INVALID" },
  { what: "a name too many", rows: [[1]], targets: [0], names: ["a", "b"], code: "ARGUMENT_INVALID" },
])("$what is refused with $code", ({ rows, targets, names, code }) => {
  const input = embeddingInput(embeddingsOf(rows), embeddingsOf([[1]]), Int32Array.from(targets));
  expect(() => labelAccuracy({ ...input, labelNames: names })).toThrow(expect.objectContaining({ code }));
});
