/** Milliseconds before an engine is started again: none after a first crash, then doubling from 100 ms to 5 s. */
export function restartDelayMs(recentCrashes: number): number {
  return recentCrashes <= 1 ? 0 : Math.min(5000, 100 * 2 ** (recentCrashes - 2));
}
