/** Every name that only one side has, and every value off by more than 1e-10 + 1e-9·|expected|; NaN equals NaN. */
export function metricDifferences(actual: Record<string, number>, expected: Record<string, number>): string[] {
  return [...new Set([...Object.keys(actual), ...Object.keys(expected)])]
    .filter((name) => {
      const [a, b] = [actual[name], expected[name]];
      return a === undefined || b === undefined || !isNear(a, b);
    })
    .map((name) => `${name}: expected ${expected[name]}, received ${actual[name]}`);
}

/** |a − b| ≤ absolute + relative·|b|, or both NaN. */
export function isNear(a: number, b: number, absolute: number = 1e-10, relative: number = 1e-9): boolean {
  return (Number.isNaN(a) && Number.isNaN(b)) || Math.abs(a - b) <= absolute + relative * Math.abs(b);
}
