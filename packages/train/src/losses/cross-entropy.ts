import {
  exp,
  log,
  mul,
  reduceMax,
  reduceMean,
  reduceSum,
  sub,
  type GraphBuilder,
  type Value,
} from "@intentsmith/graph";

/**
 * Cross-entropy of the own label under the softmax of the logits [B, C], mean over texts: −z_y + log Σ_j e^(z_j)
 * (torch.nn.functional.cross_entropy).
 * @param own [B, C], 1 at each text's own label, else 0.
 */
export function crossEntropy(g: GraphBuilder, logits: Value, own: Value): Value {
  // The shift by the largest logit cancels in value and gradient; it only keeps e^x in range.
  const shifted = sub(g, logits, reduceMax(g, logits, [-1], true));
  const logSum = log(g, reduceSum(g, exp(g, shifted), [-1]));
  return reduceMean(g, sub(g, logSum, reduceSum(g, mul(g, shifted, own), [-1])));
}
