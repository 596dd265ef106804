import { expect, test } from "vitest";
import { goldenComparison } from "../testing/golden-comparison.ts";
import { groupedBootstrap } from "./paired-bootstrap.ts";

test("the golden file has rows, conversations and few conversations", () => {
  expect(goldenComparison.bootstrap.map(({ name }) => name)).toEqual(["rows", "conversations", "fewConversations"]);
});

// Two quantiles of 5,000 draws each move by about 0.04 standard errors; a wrong unit of drawing by 0.3 and more
test.each(goldenComparison.bootstrap)("the interval over $name is scipy's, within the noise of drawing", (golden) => {
  const { low, high } = groupedBootstrap(golden.sums, golden.sizes);
  expect(Math.abs(low - golden.low)).toBeLessThan(0.15 * golden.standardError);
  expect(Math.abs(high - golden.high)).toBeLessThan(0.15 * golden.standardError);
});

test("the same seed gives the same interval, another one a slightly different", () => {
  const { sums, sizes } = goldenComparison.bootstrap[1] as (typeof goldenComparison.bootstrap)[number];
  expect(groupedBootstrap(sums, sizes, { seed: 1 })).toEqual(groupedBootstrap(sums, sizes, { seed: 1 }));
  expect(groupedBootstrap(sums, sizes, { seed: 1 })).not.toEqual(groupedBootstrap(sums, sizes, { seed: 2 }));
});

test("drawing conversations gives a wider interval than drawing their rows where the rows lean alike", () => {
  const conversations = [10, -10, 10, -10, 10, -10, 10, -10, 10, -10];
  const whole = groupedBootstrap(
    conversations,
    conversations.map(() => 10),
  );
  const rows = conversations.flatMap((sum) => Array.from({ length: 10 }, () => sum / 10));
  const apart = groupedBootstrap(
    rows,
    rows.map(() => 1),
  );
  expect(whole.high - whole.low).toBeGreaterThan(2 * (apart.high - apart.low));
});

test("two groups of one row: the ends are the means of drawing the same one twice", () => {
  expect(groupedBootstrap([1, 0], [1, 1])).toEqual({ low: 0, high: 1 });
});

test("one group says nothing about the spread", () => {
  expect(groupedBootstrap([3], [10])).toEqual({ low: -Infinity, high: Infinity });
});

test.each([
  [[], []],
  [[1, 2], [1]],
  [[1], [0]],
])("sums %j of sizes %j are refused", (sums, sizes) => {
  expect(() => groupedBootstrap(sums, sizes)).toThrow(expect.objectContaining({ code: "ARGUMENT_INVALID" }));
});
