const z95 = 1.959_963_984_540_054;

/** Wilson's 95 % interval of a share. Source: Wilson, JASA 22 (1927). */
export function wilsonInterval(count: number, total: number): { low: number; high: number } {
  if (total === 0) return { low: 0, high: 1 };
  const share = count / total;
  const middle = share + z95 ** 2 / (2 * total);
  const reach = z95 * Math.sqrt((share * (1 - share)) / total + z95 ** 2 / (4 * total ** 2));
  const scale = 1 + z95 ** 2 / total;
  return { low: Math.max(0, (middle - reach) / scale), high: Math.min(1, (middle + reach) / scale) };
}

/** How many standard errors two shares are apart. */
export function shareDifferenceZ(a: number, aTotal: number, b: number, bTotal: number): number {
  const pooled = (a + b) / (aTotal + bTotal);
  const error = Math.sqrt(pooled * (1 - pooled) * (1 / aTotal + 1 / bTotal));
  return error === 0 ? 0 : Math.abs(a / aTotal - b / bTotal) / error;
}
