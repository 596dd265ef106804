/** Milliseconds before an engine is started again: none after a first crash, then doubling from 50 ms to 2 s. */
export function restartDelayMs(recentCrashes: number): number {
  return recentCrashes <= 1 ? 0 : Math.min(2000, 50 * 2 ** (recentCrashes - 2));
}
