import { expect, test } from "vitest";
import { embeddingInput } from "../classification/evaluation-input.ts";
import { embeddingsOf } from "../testing/golden.ts";
import { pythonMax, scoreAllPairs } from "./pairs.ts";

const texts = embeddingsOf([
  [1, 0],
  [0, 1],
  [1, 1],
]);
const labels = embeddingsOf([
  [1, 0],
  [0, 1],
]);

test("every text is paired with every label, and its own label has target 1", () => {
  const { scores, targets } = scoreAllPairs(embeddingInput(texts, labels, Int32Array.of(0, 1, 0)), ["cosine", "dot"]);
  expect(Object.keys(scores)).toEqual(["cosine", "dot"]);
  expect([...(targets as Uint8Array)]).toEqual([1, 0, 0, 1, 1, 0]);
  expect([...(scores.dot ?? [])]).toEqual([1, 0, 0, 1, 1, 1]);
});

test.each([
  { what: "a target too few", targets: [0, 1] },
  { what: "a target that is no label", targets: [0, 1, 2] },
  { what: "a negative target", targets: [0, 1, -1] },
])("$what is refused", ({ targets }) => {
  expect(() => scoreAllPairs(embeddingInput(texts, labels, Int32Array.from(targets)), ["cosine"])).toThrow(
    expect.objectContaining({ code: "ARGUMENT_INVALID" }),
  );
});

test("Python's max keeps a leading NaN and passes over a later one", () => {
  expect(pythonMax([NaN, 1])).toBeNaN();
  expect(pythonMax([1, NaN, 2])).toBe(2);
});

test("scores without embeddings have no pairs, and the message says by what to choose instead", () => {
  const input = { scores: Float32Array.of(1, 0), labelCount: 2, targets: Int32Array.of(0) };
  expect(() => scoreAllPairs(input, ["cosine"])).toThrow(/needs embeddings; this model has scores only/);
});
