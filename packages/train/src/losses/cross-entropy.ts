import type { Value } from "@intentsmith/graph";

/**
 * Cross-entropy of the own label under the softmax of the logits [B, C], mean over texts: −z_y + log Σ_j e^(z_j)
 * (torch.nn.functional.cross_entropy).
 * @param own [B, C], 1 at each text's own label, else 0.
 */
export function crossEntropy(logits: Value, own: Value): Value {
  // The shift by the largest logit cancels in value and gradient; it only keeps e^x in range.
  const shifted = logits.sub(logits.max([-1], true));
  const logSum = shifted.exp().sum([-1]).log();
  return logSum.sub(shifted.mul(own).sum([-1])).mean();
}
