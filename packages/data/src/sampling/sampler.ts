import type { Batch } from "./batch.ts";

/** Draws batches. Every epoch holds each of the `N·C` pairs once. */
export interface Sampler {
  readonly batchesPerEpoch: number;
  /**
   * The batches of an epoch, from `firstBatch` on; both count from 0. The same seed and epoch always give the same
   * batches: a sampler has no hidden state, so a resumed run needs only the two numbers.
   */
  epoch(index: number, firstBatch?: number): Iterable<Batch>;
}
