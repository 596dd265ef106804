import { expect, test } from "vitest";
import { embeddingsOf, golden } from "../testing/golden.ts";
import { nearestLabel } from "./nearest-label.ts";

test("the nearest label is numpy's argmax over cosines, the first of two equal labels", () => {
  const { textEmbeddings, labelEmbeddings, predicted } = golden.nearestLabel;
  const nearest = nearestLabel(embeddingsOf(textEmbeddings), embeddingsOf(labelEmbeddings));
  expect([...nearest.label]).toEqual(predicted);
});

test("score is the chosen cosine out of scores [B,C]", () => {
  const nearest = nearestLabel(
    embeddingsOf([
      [3, 0],
      [0, 2],
    ]),
    embeddingsOf([
      [1, 1],
      [0, 5],
      [-1, 0],
    ]),
  );
  expect([...nearest.label]).toEqual([0, 1]);
  expect(nearest.score[0]).toBeCloseTo(Math.SQRT1_2, 7);
  expect(nearest.score[1]).toBe(1);
  expect(nearest.scores).toHaveLength(6);
  expect(nearest.scores[2]).toBe(-1);
});
