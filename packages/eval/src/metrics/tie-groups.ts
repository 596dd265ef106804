/** What is known after the best-scored part of a list has been accepted, up to the end of a group of equal scores. */
export interface TieGroup {
  /** The score that every row of the group has. */
  score: number;
  /** The score of the next worse group; undefined after the last. */
  nextScore: number | undefined;
  /** Rows accepted so far, this group included. */
  accepted: number;
  /** Accepted rows with target 1. */
  truePositives: number;
}

/**
 * Walks rows from the best score to the worst and yields once a group of equal scores, because no threshold can part
 * them. scores, targets (0 or 1): [n]. `higherIsBetter` is false for distances.
 */
export function* tieGroups(
  scores: ArrayLike<number>,
  targets: ArrayLike<number>,
  higherIsBetter: boolean,
): Generator<TieGroup> {
  const sign = higherIsBetter ? 1 : -1;
  const order = Uint32Array.from({ length: scores.length }, (_, i) => i);
  order.sort((a, b) => sign * ((scores[b] as number) - (scores[a] as number)));
  let truePositives = 0;
  for (let i = 0; i < order.length; i++) {
    const row = order[i] as number;
    truePositives += targets[row] as number;
    const score = scores[row] as number;
    const nextScore = i + 1 < order.length ? scores[order[i + 1] as number] : undefined;
    if (score !== nextScore) yield { score, nextScore, accepted: i + 1, truePositives };
  }
}
