import { expect, test } from "vitest";
import { embeddingsOf, golden } from "../testing/golden.ts";
import { bestLabels } from "./best-label.ts";
import { embeddingInput } from "./evaluation-input.ts";

function bestOf(texts: number[][], labels: number[][]): ReturnType<typeof bestLabels> {
  const targets = new Int32Array(texts.length);
  const { scores, labelCount } = embeddingInput(embeddingsOf(texts), embeddingsOf(labels), targets);
  return bestLabels(scores, labelCount);
}

test("the nearest label is numpy's argmax over cosines, the first of two equal labels", () => {
  const { textEmbeddings, labelEmbeddings, predicted } = golden.nearestLabel;
  const nearest = bestOf(textEmbeddings, labelEmbeddings);
  expect([...nearest.label]).toEqual(predicted);
});

test("score is the chosen cosine out of scores [B,C]", () => {
  const nearest = bestOf(
    [
      [3, 0],
      [0, 2],
    ],
    [
      [1, 1],
      [0, 5],
      [-1, 0],
    ],
  );
  expect([...nearest.label]).toEqual([0, 1]);
  expect(nearest.score[0]).toBeCloseTo(Math.SQRT1_2, 7);
  expect(nearest.score[1]).toBe(1);
  expect(nearest.scores).toHaveLength(6);
  expect(nearest.scores[2]).toBe(-1);
});

test.each([
  { what: "half a row", scores: [1, 2, 3], code: "ARGUMENT_INVALID" },
  { what: "NaN", scores: [1, NaN], code: "MODEL_MALFORMED" },
  { what: "an infinite score", scores: [1, Infinity], code: "MODEL_MALFORMED" },
])("$what is refused with $code", ({ scores, code }) => {
  expect(() => bestLabels(Float32Array.from(scores), 2)).toThrow(expect.objectContaining({ code }));
});
