import type { ConfidenceName } from "./decision-record.ts";

/** softmax(scores / temperature) of one text. scores: [C] → [C] */
export function probabilities(scores: Float32Array, temperature: number): Float64Array {
  const largest = scores.reduce((a, b) => Math.max(a, b), -Infinity);
  const powers = Float64Array.from(scores, (score) => Math.exp((score - largest) / temperature));
  const sum = powers.reduce((a, b) => a + b, 0);
  return powers.map((power) => power / sum);
}

/**
 * How sure the best label is, from the scores [C] of one text:
 * - score: the largest score,
 * - margin: how far it is above the second,
 * - probability: its softmax at the temperature (over the label set; a text of no label has one too),
 * - energy: T·log Σ e^(score/T), high where any label fits (Liu et al. 2020, with the sign turned),
 * - distance: the cosine to the training text that lies nearest (Zhou et al. 2021), whatever the scores; `nearness` has it.
 */
export function confidence(scores: Float32Array, by: ConfidenceName, temperature: number, nearness = NaN): number {
  let best = -Infinity;
  let second = -Infinity;
  for (const score of scores) {
    if (score > best) [best, second] = [score, best];
    else if (score > second) second = score;
  }
  switch (by) {
    case "distance":
      return nearness;
    case "score":
      return best;
    case "margin":
      return scores.length > 1 ? best - second : best;
    case "probability":
      return 1 / scores.reduce((sum, score) => sum + Math.exp((score - best) / temperature), 0);
    case "energy":
      return (
        best + temperature * Math.log(scores.reduce((sum, score) => sum + Math.exp((score - best) / temperature), 0))
      );
  }
}
