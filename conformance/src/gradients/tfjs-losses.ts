import * as tf from "@tensorflow/tfjs";
import type { GoldenBatch } from "../golden.ts";

/** [P] cosines of the batch's pairs; the embeddings have length 1. */
function pairCosines(embeddings: tf.Tensor2D, { left, right }: GoldenBatch): tf.Tensor1D {
  const rows = (index: number[]): tf.Tensor => tf.gather(embeddings, tf.tensor1d(index, "int32"));
  return tf.sum(tf.mul(rows(left), rows(right)), -1);
}

/**
 * OnlineContrastiveLoss of sentence-transformers with cosine distance, by picking the hard pairs out one by one on this
 * side of the tape: the choice carries no gradient.
 */
export function onlineContrastive(embeddings: tf.Tensor2D, batch: GoldenBatch, margin: number): tf.Scalar {
  const distances = tf.sub(1, pairCosines(embeddings, batch)) as tf.Tensor1D;
  const values = [...distances.dataSync()];
  const of = (target: number): number[] => values.filter((_, p) => batch.target[p] === target);
  const [farthestPositive, nearestNegative] = [Math.max(...of(1)), Math.min(...of(0))];
  const chosen = (hard: (distance: number, target: number) => boolean): tf.Tensor1D =>
    tf.tensor1d(values.map((distance, p) => (hard(distance, batch.target[p] as number) ? 1 : 0)));
  const positives = chosen((distance, target) => target === 1 && distance > nearestNegative);
  const negatives = chosen((distance, target) => target === 0 && distance < farthestPositive);
  const slack = tf.relu(tf.sub(margin, distances));
  return tf.add(
    tf.sum(tf.mul(positives, tf.square(distances))),
    tf.sum(tf.mul(negatives, tf.square(slack))),
  ) as tf.Scalar;
}

/** Mean cross-entropy of each text's label under softmax(scale · cosine), pairs text by text. */
export function labelSoftmax(embeddings: tf.Tensor2D, batch: GoldenBatch, scale: number): tf.Scalar {
  const B = batch.labelIndex.length;
  const logits = tf.reshape(tf.mul(pairCosines(embeddings, batch), scale), [B, -1]);
  const own = tf.reshape(tf.tensor1d(batch.target), [B, -1]);
  return tf.neg(tf.mean(tf.sum(tf.mul(tf.logSoftmax(logits), own), -1))) as tf.Scalar;
}
