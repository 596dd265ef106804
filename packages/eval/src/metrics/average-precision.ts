import { tieGroups } from "./tie-groups.ts";

/**
 * Average precision AP = Σ_k (R_k − R_{k−1}) · P_k over the distinct score thresholds, best first; 0 without a
 * positive (scikit-learn's average_precision_score: no interpolation). scores, targets (0 or 1): [n].
 */
export function averagePrecision(
  scores: ArrayLike<number>,
  targets: ArrayLike<number>,
  higherIsBetter: boolean = true,
): number {
  let sum = 0;
  let positives = 0;
  for (const group of tieGroups(scores, targets, higherIsBetter)) {
    sum += (group.truePositives - positives) * (group.truePositives / group.accepted);
    positives = group.truePositives;
  }
  return positives === 0 ? 0 : sum / positives;
}
