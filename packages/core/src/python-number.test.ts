import fc from "fast-check";
import { expect, test } from "vitest";
import { parsePythonNumber, pythonNumber } from "./python-number.ts";

test.each([
  [NaN, "nan"],
  [Infinity, "inf"],
  [-Infinity, "-inf"],
  [0.25, "0.25"],
  [-3, "-3"],
])("%d is written as %s", (value, text) => expect(pythonNumber(value)).toBe(text));

test("what is written is read again, and so is what JavaScript writes", () => {
  const number = fc.oneof(fc.double(), fc.constantFrom(NaN, Infinity, -Infinity)).filter((n) => !Object.is(n, -0));
  fc.assert(
    fc.property(number, (value) => {
      expect(parsePythonNumber(pythonNumber(value))).toBe(value);
      expect(parsePythonNumber(String(value))).toBe(value);
    }),
  );
});
