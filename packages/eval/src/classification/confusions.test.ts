import { expect, test } from "vitest";
import { madeResult } from "../testing/made-result.ts";
import { confusions } from "./confusions.ts";

test("confusions come by frequency, equals in label order, without the right ones", () => {
  const result = madeResult(
    ["a", "b", "c"],
    [
      [0, 0, 9],
      [0, 1, 2],
      [1, 0, 3],
      [2, 0, 2],
    ],
  );
  expect(confusions(result)).toEqual([
    { expected: "b", predicted: "a", count: 3 },
    { expected: "a", predicted: "b", count: 2 },
    { expected: "c", predicted: "a", count: 2 },
  ]);
});
