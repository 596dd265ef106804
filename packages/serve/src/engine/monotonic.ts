/** Milliseconds on a clock that no one sets, the same for all processes of a machine. */
export function monotonicMs(): number {
  return Number(process.hrtime.bigint() / 1000n) / 1000;
}
