import { describe, expect, test } from "vitest";
import { madeResult } from "../testing/made-result.ts";
import { confusedGroups, confusionPairs } from "./confusion-pairs.ts";

const result = madeResult(
  ["a", "b", "c", "d", "e"],
  [
    [0, 0, 5],
    [0, 1, 2],
    [1, 0, 3],
    [2, 3, 4],
    [4, 0, 1],
  ],
);

describe("confused pairs", () => {
  test("count both ways, the more frequent one first", () => {
    expect(confusionPairs(result)).toEqual([
      { first: "b", second: "a", firstAsSecond: 3, secondAsFirst: 2, count: 5 },
      { first: "c", second: "d", firstAsSecond: 4, secondAsFirst: 0, count: 4 },
      { first: "e", second: "a", firstAsSecond: 1, secondAsFirst: 0, count: 1 },
    ]);
  });

  test("of a result without a mistake are none", () => {
    expect(confusionPairs(madeResult(["a", "b"], [[0, 0, 2]]))).toEqual([]);
  });
});

describe("groups of confused labels", () => {
  test("are joined by their pairs, the most mistakes first", () => {
    expect(confusedGroups(confusionPairs(result), 10)).toEqual([
      ["e", "b", "a"],
      ["c", "d"],
    ]);
  });

  test("hold at most so many labels; a rarer pair that would be too much is left out", () => {
    expect(confusedGroups(confusionPairs(result), 4)).toEqual([
      ["b", "a"],
      ["c", "d"],
    ]);
  });

  test("a pair within a group is no second one", () => {
    const triangle = madeResult(
      ["a", "b", "c"],
      [
        [0, 1, 3],
        [1, 2, 2],
        [2, 0, 1],
      ],
    );
    expect(confusedGroups(confusionPairs(triangle), 10)).toEqual([["a", "b", "c"]]);
  });
});
