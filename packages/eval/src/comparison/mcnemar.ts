import { IntentsmithError } from "@intentsmith/core";

/**
 * McNemar's exact test, two-sided: the probability that, were both models equally good, the texts that only one of them
 * gets right would be shared out at least so unequally. With n = onlyFirst + onlySecond and k the smaller of them,
 * p = min(1, 2 · Σ_{i ≤ k} C(n, i) / 2ⁿ); 1 where n = 0 (statsmodels' mcnemar with exact = True).
 * @throws ARGUMENT_INVALID unless both are counts.
 */
export function mcnemarExact(onlyFirst: number, onlySecond: number): number {
  if (![onlyFirst, onlySecond].every((count) => Number.isSafeInteger(count) && count >= 0)) {
    throw new IntentsmithError(
      "ARGUMENT_INVALID",
      `McNemar's test: expected two counts, received ${onlyFirst} and ${onlySecond}`,
    );
  }
  const n = onlyFirst + onlySecond;
  const k = Math.min(onlyFirst, onlySecond);
  // ln(C(n, k) / 2ⁿ), then the terms below k from it: C(n, i − 1) = C(n, i) · i / (n − i + 1)
  let logTerm = -n * Math.LN2;
  for (let i = 1; i <= k; i++) logTerm += Math.log((n - k + i) / i);
  let share = 1;
  let sum = 1;
  for (let i = k; i > 0 && share > 1e-17; i--) {
    share *= i / (n - i + 1);
    sum += share;
  }
  return Math.min(1, 2 * Math.exp(logTerm + Math.log(sum)));
}
