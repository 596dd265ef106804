import type { EncodedTexts } from "@intentsmith/model";
import { expect, it } from "vitest";
import { verifyParity } from "./verify-parity.ts";

const encoded = (...rows: [number, number][]): EncodedTexts => ({
  data: Float32Array.from(rows.flat()),
  rowCount: rows.length,
  width: 2,
});
const trained = encoded([1, 0], [0.6, 0.8]);

it("measures the largest difference of a number, and how far cosines are below 1", () => {
  const found = verifyParity(["a", "b"], trained, encoded([1, 0], [0.8, 0.6]), "int8");
  expect(found.maxDifference).toBeCloseTo(0.2, 6);
  expect(found.largestCosineDifference).toBeCloseTo(1 - 0.96, 6);
  expect(found.meanCosineDifference).toBeCloseTo(0.02, 6);
  expect(found.textCount).toBe(2);
});

it.each([
  ["fp32", [0.6, 0.80002], /fp32 file .* embedding of "b" differs by 0.0000\d+, at most 0.00001 expected/],
  ["fp16", [0.6, 0.803], /fp16 file .* "b" differs by 0.00[23]\d+, at most 0.002 expected/],
  ["int8", [0.96, 0.28], /int8 file .* "b" has a cosine with it that is below 1 by 0.(2|19)\d+, at most 0.05 expected/],
  ["fp32", [Number.NaN, 0.8], /differs by NaN/],
  ["int8", [Number.NaN, 0.8], /below 1 by NaN/],
] as const)("%s: %j instead of [0.6, 0.8] is too far, and by how much is said", (precision, row, message) => {
  const exported = encoded([1, 0], row as unknown as [number, number]);
  expect(() => verifyParity(["a", "b"], trained, exported, precision)).toThrow(message);
});

it("another width is no rounding", () => {
  const wide = { data: new Float32Array(6), rowCount: 2, width: 3 };
  expect(() => verifyParity(["a", "b"], trained, wide, "int8")).toThrow(/\[2, 2\] expected, received \[2, 3\]/);
});
