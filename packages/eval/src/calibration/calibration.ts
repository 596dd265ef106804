import { probabilities } from "@intentsmith/classifier";
import { negativeLogLikelihood } from "./temperature.ts";

/** Texts of about one probability, and how often they are right. */
export interface ReliabilityBin {
  count: number;
  /** Mean probability of the best label. */
  confidence: number;
  /** Share whose best label is right. */
  accuracy: number;
}

export interface Calibration {
  /** Expected calibration error over the bins: Σ count/B · |accuracy − confidence|. */
  expectedCalibrationError: number;
  /** Mean over texts of Σ_c (p_c − [c is right])², 0 to 2. */
  brierScore: number;
  negativeLogLikelihood: number;
  /** Bins of equal mass, by rising probability. */
  bins: ReliabilityBin[];
}

/**
 * How well the probabilities softmax(scores / temperature) say how often the best label is right.
 * scores: [B, C]; targets: [B]. `binCount` bins of equal mass (default 15, Guo et al. 2017; fewer than texts).
 */
export function calibration(
  scores: Float32Array,
  targets: ArrayLike<number>,
  labelCount: number,
  temperature: number,
  binCount = 15,
): Calibration {
  const B = targets.length;
  const rows: { probability: number; right: number }[] = [];
  let brier = 0;
  for (let i = 0; i < B; i++) {
    const row = scores.subarray(i * labelCount, (i + 1) * labelCount);
    const shares = probabilities(row, temperature);
    const best = row.reduce((at, score, c) => (score > (row[at] as number) ? c : at), 0);
    const target = targets[i] as number;
    brier += shares.reduce((sum, share, c) => sum + (share - Number(c === target)) ** 2, 0);
    rows.push({ probability: shares[best] as number, right: Number(best === target) });
  }
  rows.sort((a, b) => a.probability - b.probability);
  const bins = Array.from({ length: Math.min(binCount, B) }, (_, k) =>
    binOf(rows.slice(Math.floor((k * B) / Math.min(binCount, B)), Math.floor(((k + 1) * B) / Math.min(binCount, B)))),
  );
  return {
    expectedCalibrationError: bins.reduce(
      (sum, { count, confidence, accuracy }) => sum + (count / B) * Math.abs(accuracy - confidence),
      0,
    ),
    brierScore: brier / B,
    negativeLogLikelihood: negativeLogLikelihood(scores, targets, labelCount, temperature),
    bins,
  };
}

function binOf(rows: readonly { probability: number; right: number }[]): ReliabilityBin {
  const mean = (of: "probability" | "right"): number => rows.reduce((sum, row) => sum + row[of], 0) / rows.length;
  return { count: rows.length, confidence: mean("probability"), accuracy: mean("right") };
}
