import { expect } from "vitest";

/** Fails unless every |a − b| ≤ absolute + relative·|b|. */
export function expectNear(
  actual: ArrayLike<number>,
  expected: ArrayLike<number>,
  absolute: number,
  relative: number,
  what: string,
): void {
  expect(actual.length, what).toBe(expected.length);
  for (let i = 0; i < expected.length; i++) {
    const [a, b] = [actual[i] as number, expected[i] as number];
    if (!(Math.abs(a - b) <= absolute + relative * Math.abs(b))) expect.fail(`${what}[${i}]: ${a} against ${b}`);
  }
}

/** With the tolerance of float64 against PyTorch: 1e-10 and 1e-9. */
export function expectNearFloat64(actual: ArrayLike<number>, expected: ArrayLike<number>, what: string): void {
  expectNear(actual, expected, 1e-10, 1e-9, what);
}
