import fc from "fast-check";
import { expect, test } from "vitest";
import { goldenComparison } from "../testing/golden-comparison.ts";
import { wilsonInterval } from "./wilson-interval.ts";

test("the golden file has its ten proportions", () => {
  expect(goldenComparison.wilson).toHaveLength(10);
});

test.each(goldenComparison.wilson)("$correct of $total gives the interval of statsmodels", (golden) => {
  const { low, high } = wilsonInterval(golden.correct, golden.total);
  expect(low).toBeCloseTo(golden.low, 12);
  expect(high).toBeCloseTo(golden.high, 12);
});

test("it holds the proportion, stays within 0 to 1 and is mirrored when right and wrong change places", () => {
  const counts = fc
    .integer({ min: 1, max: 5000 })
    .chain((total) => fc.tuple(fc.integer({ min: 0, max: total }), fc.constant(total)));
  fc.assert(
    fc.property(counts, ([correct, total]) => {
      const { low, high } = wilsonInterval(correct, total);
      expect(0 <= low && low <= correct / total && correct / total <= high && high <= 1).toBe(true);
      const mirrored = wilsonInterval(total - correct, total);
      expect(mirrored.low).toBeCloseTo(1 - high, 12);
      expect(mirrored.high).toBeCloseTo(1 - low, 12);
    }),
  );
});

test("all right and all wrong have an end that is exact, and a width", () => {
  expect(wilsonInterval(3, 3).high).toBe(1);
  expect(wilsonInterval(3, 3).low).toBeLessThan(0.5);
  expect(wilsonInterval(0, 3).low).toBe(0);
});

test("of no text nothing is known", () => {
  expect(wilsonInterval(0, 0)).toEqual({ low: 0, high: 1 });
});

test.each([
  [2, 1],
  [-1, 1],
  [NaN, 1],
])("%d of %d is refused", (correct, total) => {
  expect(() => wilsonInterval(correct, total)).toThrow(expect.objectContaining({ code: "ARGUMENT_INVALID" }));
});
