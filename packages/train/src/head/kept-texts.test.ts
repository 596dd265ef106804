import { expect, test } from "vitest";
import { keepTexts, nearnessToOthers } from "./kept-texts.ts";

/** Three texts on a circle; the third stands in the first's conversation. Rows have a feature beside the embedding. */
const data = {
  texts: { data: Float32Array.of(1, 0, 7, 0, 1, 7, 0.8, 0.6, 7), rowCount: 3, width: 3 },
  labels: Int32Array.of(0, 1, 0),
  words: { data: Float32Array.of(1, 0, 0, 1), rowCount: 2, width: 2 },
};

test("what is kept is the embeddings, without what else a head sees", () => {
  expect(keepTexts(data).tensors().get("reference_texts")).toEqual({
    shape: [3, 2],
    data: Float32Array.of(1, 0, 0, 1, 0.8, 0.6),
  });
});

test("a held-out text is not near to itself, nor to its own conversation", () => {
  const round = (values: Float64Array): number[] => Array.from(values, (value) => Number(value.toFixed(6)));
  expect(round(nearnessToOthers(data, { rows: Int32Array.of(2, 0) }))).toEqual([0.8, 0.8]);
  const groups = ["a", "b", "a"];
  expect(round(nearnessToOthers({ ...data, groups }, { rows: Int32Array.of(2, 0) }))).toEqual([0.6, 0]);
});
