import { expect, test } from "vitest";
import { madeResult } from "../testing/made-result.ts";
import { pairAdvice } from "./pair-advice.ts";

test("labels that are taken for each other both ways ask to be merged, one way to be reworded", () => {
  const result = madeResult(
    ["a", "b", "c", "d", "e"],
    [
      [0, 0, 40],
      [0, 1, 10],
      [1, 1, 42],
      [1, 0, 8],
      [2, 2, 35],
      [2, 3, 15],
      [3, 3, 49],
      [3, 2, 1],
      [4, 4, 50],
    ],
  );
  expect(pairAdvice(result)).toEqual([
    { first: "a", second: "b", confused: 18, total: 100, gain: 18 / 250, advice: "merge" },
    { first: "c", second: "d", confused: 16, total: 100, gain: 16 / 250, advice: "reword" },
  ]);
});

test("a few texts, and no mistake, advise nothing", () => {
  const few = madeResult(
    ["a", "b"],
    [
      [0, 1, 1],
      [0, 0, 3],
      [1, 1, 4],
    ],
  );
  expect(pairAdvice(few)).toEqual([]);
  expect(pairAdvice(madeResult(["a"], [[0, 0, 5]]))).toEqual([]);
});
