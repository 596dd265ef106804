import { expect, test } from "vitest";
import { goldenComparison } from "../testing/golden-comparison.ts";
import { mcnemarExact } from "./mcnemar.ts";

test("the golden file has its eleven tables", () => {
  expect(goldenComparison.mcnemar).toHaveLength(11);
});

test.each(goldenComparison.mcnemar)("$onlyFirst against $onlySecond gives the p of statsmodels", (golden) => {
  const p = mcnemarExact(golden.onlyFirst, golden.onlySecond);
  expect(Math.abs(p - golden.pValue)).toBeLessThanOrEqual(1e-10 * golden.pValue);
  expect(mcnemarExact(golden.onlySecond, golden.onlyFirst)).toBe(p);
});

test("three against none is 2/8, computed by hand", () => {
  expect(mcnemarExact(3, 0)).toBeCloseTo(0.25, 14);
});

test("what is no count is refused", () => {
  expect(() => mcnemarExact(1.5, 2)).toThrow(expect.objectContaining({ code: "ARGUMENT_INVALID" }));
  expect(() => mcnemarExact(1, -2)).toThrow(expect.objectContaining({ code: "ARGUMENT_INVALID" }));
});
