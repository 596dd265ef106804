import { expect, test } from "vitest";
import { madeResult } from "../testing/made-result.ts";
import { scoreHistogram } from "./score-histogram.ts";

test("the bars hold every prediction, right and wrong apart", () => {
  const html = scoreHistogram(
    madeResult(
      ["a", "b"],
      [
        [0, 0, 30],
        [0, 1, 12],
      ],
    ),
  );
  const bars = [...html.matchAll(/: (\d+) right, (\d+) wrong/g)];
  expect(bars).toHaveLength(20);
  expect(bars.reduce((sum, bar) => sum + Number(bar[1]), 0)).toBe(30);
  expect(bars.reduce((sum, bar) => sum + Number(bar[2]), 0)).toBe(12);
});

test("one score alone still has an axis", () => {
  expect(scoreHistogram(madeResult(["a", "b"], [[0, 0, 1]]))).not.toContain("NaN");
});
