import { countAt, predictedCounts, supports, type ConfusionMatrix } from "./confusion-matrix.ts";

/**
 * Matthews correlation of C classes, R_K = (c·s − Σ p_k t_k) / √((s² − Σ p_k²)(s² − Σ t_k²)): s rows, c correct ones,
 * t_k times expected, p_k times predicted. 0 where the denominator is (scikit-learn's matthews_corrcoef).
 */
export function matthewsCorrelation(confusion: ConfusionMatrix): number {
  const expected = supports(confusion);
  const predicted = predictedCounts(confusion);
  let total = 0;
  let correct = 0;
  let products = 0;
  let expectedSquares = 0;
  let predictedSquares = 0;
  for (let k = 0; k < confusion.classCount; k++) {
    const t = expected[k] as number;
    const p = predicted[k] as number;
    total += t;
    correct += countAt(confusion, k, k);
    products += p * t;
    expectedSquares += t * t;
    predictedSquares += p * p;
  }
  const denominator = Math.sqrt(total * total - predictedSquares) * Math.sqrt(total * total - expectedSquares);
  return denominator === 0 ? 0 : (correct * total - products) / denominator;
}
