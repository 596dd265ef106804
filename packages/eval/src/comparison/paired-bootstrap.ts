import { IntentsmithError, SeededRandom } from "@intentsmith/core";
import type { Interval } from "../metrics/wilson-interval.ts";

/** Enough for ends that move by a twenty-fifth of a standard error from seed to seed. */
const defaultResamples = 5000;

/**
 * The 95 % interval of a mean over rows that come in groups, by the percentile bootstrap (Efron & Tibshirani 1993, ch. 13;
 * scipy.stats.bootstrap with method = "percentile"): whole groups are drawn with replacement, as many as there are, and
 * the mean is taken over the rows of those drawn. So rows of one conversation, which are not independent, stay together.
 * Of a single group nothing can be learnt about the spread: the interval is then −∞ … ∞.
 *
 * @param sums of the values in each group. [G]
 * @param sizes rows in each group. [G]
 * @throws ARGUMENT_INVALID without groups, for an empty one, and for unequal lengths.
 */
export function groupedBootstrap(
  sums: ArrayLike<number>,
  sizes: ArrayLike<number>,
  options: { seed?: number; resamples?: number } = {},
): Interval {
  const { seed = 42, resamples = defaultResamples } = options;
  const groupCount = sums.length;
  if (groupCount === 0 || sizes.length !== groupCount || Array.from(sizes).some((size) => !(size > 0))) {
    throw new IntentsmithError(
      "ARGUMENT_INVALID",
      `a bootstrap: expected a sum and a size above 0 a group, received ${groupCount} sums and ${sizes.length} sizes`,
    );
  }
  if (groupCount === 1) return { low: -Infinity, high: Infinity };
  const random = new SeededRandom(seed);
  const means = new Float64Array(resamples);
  for (let b = 0; b < resamples; b++) {
    let sum = 0;
    let rows = 0;
    for (let draw = 0; draw < groupCount; draw++) {
      const group = random.integer(groupCount);
      sum += sums[group] as number;
      rows += sizes[group] as number;
    }
    means[b] = sum / rows;
  }
  means.sort();
  return { low: quantile(means, 0.025), high: quantile(means, 0.975) };
}

/** Quantile by linear interpolation between order statistics (Hyndman & Fan's type 7, numpy's default). sorted: [n] */
function quantile(sorted: Float64Array, share: number): number {
  const at = share * (sorted.length - 1);
  const below = Math.floor(at);
  const low = sorted[below] as number;
  const high = sorted[Math.min(below + 1, sorted.length - 1)] as number;
  return low + (at - below) * (high - low);
}
