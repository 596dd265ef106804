/** What remains when the texts that the model is least sure of are not answered. */
export interface CoveragePoint {
  /** Answered / all. */
  coverage: number;
  /** Of the answered texts. */
  accuracy: number;
  answered: number;
  correct: number;
  /** A text is answered whose confidence is at least this. */
  threshold: number;
}

/**
 * Accuracy of the answered texts at every threshold that the confidences allow, from all texts down to the surest: the
 * coverage–accuracy curve (risk–coverage, El-Yaniv & Wiener 2010, with 1 − risk). Texts of one confidence are answered
 * together. It describes these texts; a threshold is chosen on others.
 *
 * @param confidence how sure the model is of its answer; larger is surer. [B]
 * @param isRight whether the answer is right. [B]
 */
export function coverageCurve(confidence: ArrayLike<number>, isRight: readonly boolean[]): CoveragePoint[] {
  const order = Array.from(isRight.keys()).sort((a, b) => (confidence[b] as number) - (confidence[a] as number));
  const points: CoveragePoint[] = [];
  let correct = 0;
  for (const [i, row] of order.entries()) {
    const threshold = confidence[row] as number;
    if (isRight[row] === true) correct += 1;
    const next = order[i + 1];
    if (next !== undefined && confidence[next] === threshold) continue;
    const answered = i + 1;
    points.push({ coverage: answered / order.length, accuracy: correct / answered, answered, correct, threshold });
  }
  return points.reverse();
}

/** The point with the least coverage that is still at least `coverage`; the curve of a set with texts always has one. */
export function atCoverage(curve: readonly CoveragePoint[], coverage: number): CoveragePoint | undefined {
  return curve.findLast((point) => point.coverage >= coverage);
}
