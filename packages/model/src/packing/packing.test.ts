import type { Tensor } from "@intentsmith/graph";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { packedFeeds, packSequences } from "./packing.ts";

const batches = fc.array(
  fc.array(fc.integer({ min: 0, max: 999 }), { minLength: 1, maxLength: 12 }).map((ids) => Int32Array.from(ids)),
  { minLength: 1, maxLength: 9 },
);
const A = 2;

describe("packed feeds", () => {
  it("lead every token's query, key and value into the padding and back to its place", () => {
    fc.assert(
      fc.property(batches, fc.integer({ min: 1, max: 4 }), (sequences, maxBuckets) => {
        const batch = packSequences(sequences, maxBuckets);
        const feeds = packedFeeds(batch, A, "mean");
        const rows = batch.tokenCount * 3 * A;
        const parts = batch.buckets.flatMap((_, k) =>
          ["query", "key", "value"].flatMap((part) =>
            Array.from((feeds[`${part}_index_${k}`] as Tensor).data as Int32Array),
          ),
        );
        const inverse = feeds["qkv_inverse"]?.data as Int32Array;
        expect(inverse.length).toBe(rows);
        for (const [row, place] of inverse.entries()) expect(parts[place]).toBe(row);
        expect(parts.filter((row) => row < rows).length).toBe(rows);
      }),
    );
  });

  it("lead every head's output back to its token, and padding past the last row", () => {
    fc.assert(
      fc.property(batches, fc.integer({ min: 1, max: 4 }), (sequences, maxBuckets) => {
        const batch = packSequences(sequences, maxBuckets);
        const feeds = packedFeeds(batch, A, "mean");
        const rows = batch.tokenCount * A;
        const slots = batch.buckets.flatMap((_, k) =>
          Array.from((feeds[`context_index_${k}`] as Tensor).data as Int32Array),
        );
        const inverse = feeds["context_inverse"]?.data as Int32Array;
        expect(inverse.length).toBe(rows);
        for (const [row, slot] of inverse.entries()) expect(slots[slot]).toBe(row);
        expect(slots.filter((row) => row === rows).length).toBe(slots.length - rows);
      }),
    );
  });

  it("bar padding from attention and nothing else", () => {
    fc.assert(
      fc.property(batches, fc.integer({ min: 1, max: 4 }), (sequences, maxBuckets) => {
        const batch = packSequences(sequences, maxBuckets);
        const feeds = packedFeeds(batch, A, "mean");
        for (const [k, bucket] of batch.buckets.entries()) {
          const bias = feeds[`attention_bias_${k}`]?.data as Float32Array;
          for (const [row, u] of bucket.sequences.entries()) {
            const open = bias
              .subarray(row * bucket.length, (row + 1) * bucket.length)
              .filter((value) => value === 0).length;
            expect(open).toBe(sequences[u]?.length);
          }
        }
      }),
    );
  });
});
