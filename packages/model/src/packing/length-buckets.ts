/** Sequences (by index into the batch) that are padded to one length for attention. */
export interface LengthBucket {
  sequences: Int32Array;
  length: number;
}

/**
 * Cuts sequences into at most `maxBuckets` groups of similar length so that the padded attention cost Σ U_k·S_k² is
 * smallest (dynamic programming over the distinct lengths). No bucket is empty. Order inside a bucket is the batch's.
 */
export function lengthBuckets(lengths: Int32Array, maxBuckets: number): LengthBucket[] {
  const counts = new Map<number, number>();
  for (const length of lengths) counts.set(length, (counts.get(length) ?? 0) + 1);
  const distinct = [...counts.keys()].sort((a, b) => a - b);
  const cumulative = [0];
  for (const length of distinct) cumulative.push((cumulative.at(-1) ?? 0) + (counts.get(length) ?? 0));

  const n = distinct.length;
  const bucketCount = Math.min(maxBuckets, n);
  const cost = (from: number, to: number): number =>
    ((cumulative[to] as number) - (cumulative[from] as number)) * (distinct[to - 1] as number) ** 2;
  // best[k][j]: the least cost of the first j distinct lengths in k buckets; cut[k][j]: where its last bucket starts
  const best = Array.from({ length: bucketCount + 1 }, () => new Float64Array(n + 1).fill(Infinity));
  const cut = Array.from({ length: bucketCount + 1 }, () => new Int32Array(n + 1));
  (best[0] as Float64Array)[0] = 0;
  for (let k = 1; k <= bucketCount; k++) {
    for (let j = k; j <= n; j++) {
      for (let i = k - 1; i < j; i++) {
        const total = ((best[k - 1] as Float64Array)[i] as number) + cost(i, j);
        if (total < ((best[k] as Float64Array)[j] as number)) {
          (best[k] as Float64Array)[j] = total;
          (cut[k] as Int32Array)[j] = i;
        }
      }
    }
  }
  const bounds: number[] = [];
  for (let k = bucketCount, j = n; k > 0; k--) {
    bounds.unshift(distinct[j - 1] as number);
    j = (cut[k] as Int32Array)[j] as number;
  }
  return bounds.map((length, k) => {
    const below = bounds[k - 1] ?? 0;
    const sequences: number[] = [];
    for (const [u, own] of lengths.entries()) if (own > below && own <= length) sequences.push(u);
    return { sequences: Int32Array.from(sequences), length };
  });
}
