import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { isNear } from "../testing/metric-differences.ts";
import { averageRanks, pearson, spearman } from "./correlation.ts";

const pairsOfNumbers = fc.array(fc.tuple(fc.integer({ min: -50, max: 50 }), fc.integer({ min: -50, max: 50 })), {
  minLength: 3,
  maxLength: 60,
});

/** The two columns of generated pairs. */
function columns(pairs: readonly (readonly [number, number])[]): [x: number[], y: number[]] {
  return [pairs.map(([x]) => x), pairs.map(([, y]) => y)];
}

describe("Spearman's correlation", () => {
  test("does not change under a strictly increasing map of one side", () => {
    fc.assert(
      fc.property(pairsOfNumbers, (pairs) => {
        const [x, y] = columns(pairs);
        const mapped = x.map((value) => value ** 3 + value);
        expect(spearman(mapped, y)).toBe(spearman(x, y));
      }),
    );
  });

  test("changes its sign when one side is turned round", () => {
    fc.assert(
      fc.property(pairsOfNumbers, (pairs) => {
        const [x, y] = columns(pairs);
        const turned = x.map((value) => -value);
        expect(isNear(spearman(turned, y), -spearman(x, y))).toBe(true);
      }),
    );
  });

  test("is 1 between a list without ties and itself", () => {
    expect(spearman([3, 1, 2], [30, 10, 20])).toBeCloseTo(1, 15);
  });
});

describe("Pearson's correlation", () => {
  test("does not change under a positive linear map and is symmetric", () => {
    const scales = fc.integer({ min: 1, max: 9 });
    const shifts = fc.integer({ min: -1000, max: 1000 });
    fc.assert(
      fc.property(pairsOfNumbers, scales, shifts, (pairs, scale, shift) => {
        const [x, y] = columns(pairs);
        const mapped = x.map((value) => scale * value + shift);
        expect(isNear(pearson(y, x), pearson(x, y))).toBe(true);
        expect(isNear(pearson(mapped, y), pearson(x, y))).toBe(true);
      }),
    );
  });

  test("stays within -1 and 1", () => {
    fc.assert(
      fc.property(pairsOfNumbers, (pairs) => {
        const r = pearson(...columns(pairs));
        expect(Number.isNaN(r) || Math.abs(r) <= 1).toBe(true);
      }),
    );
  });

  test("is NaN when a side is constant, also where its mean is not exactly its value", () => {
    expect(pearson([1, 1, 1], [1, 2, 3])).toBeNaN();
    expect(spearman([1, 2, 3], [5, 5, 5])).toBeNaN();
    // the mean of three times 0.1 is 0.10000000000000002
    expect(pearson([0.1, 0.1, 0.1], [1, 2, 3])).toBeNaN();
    expect(pearson([1, 2, 3], [0.1, 0.1, 0.1])).toBeNaN();
  });

  test("of (1, 2, 3, 5) and (1, 3, 2, 7) is 0.9366", () => {
    // by hand, means 2.75 and 3.25: Σdxdy = 12.25, Σdx² = 8.75, Σdy² = 20.75; 12.25 / √(8.75·20.75)
    expect(pearson([1, 2, 3, 5], [1, 3, 2, 7])).toBeCloseTo(12.25 / Math.sqrt(8.75 * 20.75), 12);
  });
});

describe("average ranks", () => {
  test("share the mean of their places", () => {
    expect([...averageRanks([20, 10, 20, 30])]).toEqual([2.5, 1, 2.5, 4]);
  });

  test("sum to n(n+1)/2", () => {
    fc.assert(
      fc.property(fc.array(fc.integer({ min: 0, max: 9 })), (values) => {
        const n = values.length;
        expect(averageRanks(values).reduce((sum, rank) => sum + rank, 0)).toBe((n * (n + 1)) / 2);
      }),
    );
  });
});
