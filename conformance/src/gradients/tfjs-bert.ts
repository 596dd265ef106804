import * as tf from "@tensorflow/tfjs";
import type { EncoderConfig, Weights } from "@intentsmith/model";

/** The weights as TensorFlow.js variables, under the checkpoint's names. */
export type Variables = ReadonlyMap<string, tf.Variable>;

export function variablesOf(weights: Weights): Variables {
  return new Map(
    [...weights]
      .filter(([name]) => !name.startsWith("pooler."))
      .map(([name, { data, shape }]) => [name, tf.variable(tf.tensor(data, [...shape]), true)]),
  );
}

/**
 * BERT's forward pass (post-LayerNorm, erf GELU), mean pooling and L2 norm, written down once more with nothing of ours:
 * padded [U, S] batches, one product each for query, key and value. → [U, H]
 */
export function embed(config: EncoderConfig, weights: Variables, sequences: readonly number[][]): tf.Tensor2D {
  const { hiddenSize: H, headCount: A, layerCount, layerNormEpsilon } = config;
  const [U, S] = [sequences.length, Math.max(...sequences.map((ids) => ids.length))];
  const D = H / A;
  const weight = (name: string): tf.Variable => {
    const value = weights.get(name);
    if (value === undefined) throw new Error(`no weight ${name}`);
    return value;
  };
  const padded = <T>(value: (ids: readonly number[], s: number) => T): T[] =>
    sequences.flatMap((ids) => Array.from({ length: S }, (_, s) => value(ids, s)));
  const ids = tf.tensor1d(
    padded((row, s) => row[s] ?? config.padTokenId),
    "int32",
  );
  const mask = tf.tensor2d(
    padded((row, s) => (s < row.length ? 1 : 0)),
    [U, S],
  );
  const linear = (x: tf.Tensor, name: string): tf.Tensor =>
    tf.add(tf.matMul(x, weight(`${name}.weight`), false, true), weight(`${name}.bias`));
  const layerNorm = (x: tf.Tensor, name: string): tf.Tensor => {
    const centred = tf.sub(x, tf.mean(x, -1, true));
    const variance = tf.mean(tf.mul(centred, centred), -1, true);
    const unit = tf.div(centred, tf.sqrt(tf.add(variance, layerNormEpsilon)));
    return tf.add(tf.mul(unit, weight(`${name}.weight`)), weight(`${name}.bias`));
  };
  const gelu = (x: tf.Tensor): tf.Tensor => tf.mul(tf.mul(x, 0.5), tf.add(tf.erf(tf.mul(x, Math.SQRT1_2)), 1));
  const heads = (x: tf.Tensor): tf.Tensor => tf.transpose(tf.reshape(x, [U, S, A, D]), [0, 2, 1, 3]);
  const attentionBias = tf.reshape(tf.mul(tf.sub(1, mask), -1e9), [U, 1, 1, S]);

  const positions = tf.tensor1d(
    padded((_, s) => s),
    "int32",
  );
  const types = tf.zeros([U * S], "int32") as tf.Tensor1D;
  const sum = tf.addN([
    tf.gather(weight("embeddings.word_embeddings.weight"), ids),
    tf.gather(weight("embeddings.position_embeddings.weight"), positions),
    tf.gather(weight("embeddings.token_type_embeddings.weight"), types),
  ]);
  let x = layerNorm(sum, "embeddings.LayerNorm");
  for (let layer = 0; layer < layerCount; layer++) {
    const prefix = `encoder.layer.${layer}`;
    const [query, key, value] = ["query", "key", "value"].map((part) =>
      heads(linear(x, `${prefix}.attention.self.${part}`)),
    ) as [tf.Tensor, tf.Tensor, tf.Tensor];
    const scores = tf.add(tf.mul(tf.matMul(query, key, false, true), 1 / Math.sqrt(D)), attentionBias);
    const context = tf.reshape(tf.transpose(tf.matMul(tf.softmax(scores), value), [0, 2, 1, 3]), [U * S, H]);
    const attended = linear(context, `${prefix}.attention.output.dense`);
    const h = layerNorm(tf.add(attended, x), `${prefix}.attention.output.LayerNorm`);
    const expanded = gelu(linear(h, `${prefix}.intermediate.dense`));
    x = layerNorm(tf.add(linear(expanded, `${prefix}.output.dense`), h), `${prefix}.output.LayerNorm`);
  }
  const real = tf.reshape(mask, [U, S, 1]);
  const pooled = tf.div(tf.sum(tf.mul(tf.reshape(x, [U, S, H]), real), 1), tf.sum(real, 1));
  return tf.div(pooled, tf.sqrt(tf.sum(tf.mul(pooled, pooled), -1, true))) as tf.Tensor2D;
}
