import { readFileSync } from "node:fs";
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import wabt from "wabt";
import { adamWStep } from "./adamw.ts";
import { createAdamWState } from "./adamw-state.ts";
import { adamWKernelBytes } from "./adamw-kernel.ts";

describe("the float32 kernel of AdamW", () => {
  test("is adamw-kernel.wat, assembled", async () => {
    const text = readFileSync(new URL("adamw-kernel.wat", import.meta.url), "utf8");
    const module = (await wabt()).parseWat("adamw-kernel.wat", text, { simd: true });
    expect(Buffer.from(adamWKernelBytes).equals(module.toBinary({}).buffer)).toBe(true);
  });

  test("follows the float64 formula over segments of any length and place, and touches nothing else", () => {
    const numbers = fc.integer({ min: 0, max: 2 ** 31 });
    fc.assert(
      fc.property(
        fc.integer({ min: 0, max: 9 }),
        fc.integer({ min: 1, max: 20_000 }),
        numbers,
        fc.boolean(),
        fc.double({ min: 0.01, max: 1, noNaN: true }),
        (start, length, seed, decay, clip) => {
          const size = start + length + 7;
          let state = seed;
          const draw = (scale: number): Float32Array =>
            Float32Array.from({ length: size }, () => {
              state = (Math.imul(state, 1_664_525) + 1_013_904_223) | 0;
              return (scale * state) / 2 ** 31;
            });
          const parameters = draw(0.1);
          const before = Float32Array.from(parameters);
          const exact = Float64Array.from(parameters);
          const [fast, slow] = [createAdamWState(parameters), createAdamWState(exact)];
          const segments = [{ start, end: start + length, decay }];
          for (let step = 0; step < 3; step++) {
            const gradients = draw(0.02);
            adamWStep(parameters, gradients, fast, segments, 1e-3, clip, { weightDecay: 0.01 });
            adamWStep(exact, Float64Array.from(gradients), slow, segments, 1e-3, clip, { weightDecay: 0.01 });
          }
          const outside = (i: number): boolean => i < start || i >= start + length;
          // Near m = 0 the rounding of m counts relative to its terms: absolute bounds, a step being 1e-3
          expect(farthest(parameters, exact)).toBeLessThan(2e-7);
          expect(farthest(fast.firstMoments, slow.firstMoments)).toBeLessThan(1e-8);
          expect(farthest(fast.secondMoments, slow.secondMoments)).toBeLessThan(1e-10);
          expect(parameters.every((value, i) => !outside(i) || value === before[i])).toBe(true);
        },
      ),
      { numRuns: 40 },
    );
  });

  test("decays by what is meant at small learning rates, where 1 − decay is a coarse number", () => {
    const parameters = Float32Array.from({ length: 4096 }, (_, i) => 1 + i / 4096);
    const before = parameters.reduce((sum, value) => sum + value, 0);
    const segments = [{ start: 0, end: parameters.length, decay: true }];
    adamWStep(parameters, new Float32Array(4096), createAdamWState(parameters), segments, 2e-5, 1, {
      weightDecay: 0.01,
    });
    const after = parameters.reduce((sum, value) => sum + value, 0);
    expect((before - after) / before / 2e-7).toBeCloseTo(1, 1);
  });

  test("lets moments that have faded, the first below 1e-30, the second below 1e-36, end at 0", () => {
    const parameters = Float32Array.of(1, 1);
    const state = createAdamWState(parameters);
    state.firstMoments.set([1e-29, -1e-31]);
    state.secondMoments.set([1e-35, 1e-37]);
    adamWStep(parameters, new Float32Array(2), state, [{ start: 0, end: 2, decay: false }], 1e-3, 1, {
      weightDecay: 0.01,
    });
    expect(state.firstMoments[0]).toBeCloseTo(9e-30, 35);
    expect(state.secondMoments[0]).toBeGreaterThan(9e-36);
    expect([state.firstMoments[1], state.secondMoments[1]]).toEqual([0, 0]);
  });

  test("leaves a parameter without gradient and moments where it is", () => {
    const parameters = Float32Array.of(1, -2, 0.5);
    const state = createAdamWState(parameters);
    adamWStep(parameters, new Float32Array(3), state, [{ start: 0, end: 3, decay: false }], 1e-3, 1, {
      weightDecay: 0.01,
    });
    expect([...parameters]).toEqual([1, -2, 0.5]);
  });
});

function farthest(a: ArrayLike<number>, b: ArrayLike<number>): number {
  return Array.from(a).reduce((most, value, i) => Math.max(most, Math.abs(value - (b[i] as number))), 0);
}
