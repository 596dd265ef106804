import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { lengthBuckets } from "./length-buckets.ts";

const lengthsOf = fc
  .array(fc.integer({ min: 1, max: 128 }), { minLength: 1, maxLength: 60 })
  .map((values) => Int32Array.from(values));
const cost = (buckets: ReturnType<typeof lengthBuckets>): number =>
  buckets.reduce((sum, { sequences, length }) => sum + sequences.length * length ** 2, 0);

/** The least cost over all ways to cut the sorted distinct lengths into at most `most` runs. */
function leastCost(lengths: Int32Array, most: number): number {
  const sorted = [...lengths].sort((a, b) => a - b);
  const best = (end: number, buckets: number): number => {
    if (end === 0) return 0;
    if (buckets === 0) return Infinity;
    let least = Infinity;
    for (let start = 0; start < end; start++) {
      least = Math.min(least, best(start, buckets - 1) + (end - start) * (sorted[end - 1] as number) ** 2);
    }
    return least;
  };
  return best(sorted.length, most);
}

describe("length buckets", () => {
  it("hold every sequence once, none longer than its bucket, and no bucket is empty", () => {
    fc.assert(
      fc.property(lengthsOf, fc.integer({ min: 1, max: 8 }), (lengths, most) => {
        const buckets = lengthBuckets(lengths, most);
        expect(buckets.length).toBeLessThanOrEqual(most);
        expect(buckets.flatMap(({ sequences }) => [...sequences]).sort((a, b) => a - b)).toEqual([...lengths.keys()]);
        for (const { sequences, length } of buckets) {
          expect(sequences.length).toBeGreaterThan(0);
          expect(Math.max(...Array.from(sequences, (u) => lengths[u] as number))).toBe(length);
        }
      }),
    );
  });

  it("cost as little as the best cut that trying all of them finds", () => {
    const few = fc
      .array(fc.integer({ min: 1, max: 40 }), { minLength: 1, maxLength: 9 })
      .map((values) => Int32Array.from(values));
    fc.assert(
      fc.property(few, fc.integer({ min: 1, max: 4 }), (lengths, most) => {
        expect(cost(lengthBuckets(lengths, most))).toBe(leastCost(lengths, most));
      }),
      { numRuns: 40 },
    );
  });
});
