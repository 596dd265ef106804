export interface Distance {
  /** Largest difference of the two distribution functions, 0 to 1. */
  d: number;
  /** What d stays below at this level of significance if nothing changed. */
  critical: number;
}

/**
 * Kolmogorov–Smirnov distance of a sample from one whose quantiles are known. Ties make the test stricter, never looser.
 * The critical value is √(−ln(α/2) / 2) · √(1/n + 1/m), of Smirnov's limit law.
 * @param quantiles of the reference, sorted, at equal steps
 * @param m size of the reference
 * @param alpha level of significance
 */
export function compareValues(
  quantiles: readonly number[],
  m: number,
  sample: readonly number[],
  alpha: number,
): Distance {
  const sorted = [...sample].sort((a, b) => a - b);
  const n = sorted.length;
  let d = 0;
  let [i, j] = [0, 0];
  while (i < n && j < quantiles.length) {
    const value = Math.min(sorted[i] as number, quantiles[j] as number);
    while (i < n && (sorted[i] as number) <= value) i++;
    while (j < quantiles.length && (quantiles[j] as number) <= value) j++;
    d = Math.max(d, Math.abs(i / n - j / quantiles.length));
  }
  return { d, critical: Math.sqrt(-Math.log(alpha / 2) / 2) * Math.sqrt(1 / n + 1 / m) };
}
