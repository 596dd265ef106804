import { expect } from "vitest";

/** Fails unless every |a − b| ≤ 1e-10 + 1e-9·|b|: the tolerance of float64 against PyTorch. */
export function expectNearFloat64(actual: ArrayLike<number>, expected: ArrayLike<number>, what: string): void {
  expect(actual.length, what).toBe(expected.length);
  for (let i = 0; i < expected.length; i++) {
    const [a, b] = [actual[i] as number, expected[i] as number];
    if (!(Math.abs(a - b) <= 1e-10 + 1e-9 * Math.abs(b))) expect.fail(`${what}[${i}]: ${a} against ${b}`);
  }
}
