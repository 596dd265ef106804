/**
 * The value that a χ² variable with `degrees` degrees of freedom exceeds as seldom as a normal one exceeds `z`.
 * Source: Wilson and Hilferty, PNAS 17 (1931): χ²_k ≈ k (1 − 2/(9k) + z √(2/(9k)))³, off by less than 2 % from k = 3 on.
 */
export function chiSquareQuantile(degrees: number, z: number): number {
  const ninth = 2 / (9 * degrees);
  return degrees * (1 - ninth + z * Math.sqrt(ninth)) ** 3;
}
