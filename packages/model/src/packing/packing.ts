import type { Tensor } from "@intentsmith/graph";
import type { Pooling } from "../architecture/layout.ts";
import { lengthBuckets, type LengthBucket } from "./length-buckets.ts";

/** Sequences of token ids laid end to end, with the index arrays that the packed graph needs. */
export interface PackedBatch {
  /** T */
  tokenCount: number;
  /** U */
  sequenceCount: number;
  inputIds: Int32Array;
  positionIds: Int32Array;
  /** First token of each sequence [U]. */
  firstToken: Int32Array;
  lengths: Int32Array;
  /** Groups of sequences of similar length; attention runs once a bucket. */
  buckets: readonly LengthBucket[];
}

/** Packs sequences of token ids (each at least one token long). */
export function packSequences(sequences: readonly Int32Array[], maxBuckets: number): PackedBatch {
  const lengths = Int32Array.from(sequences, (sequence) => sequence.length);
  const tokenCount = lengths.reduce((sum, length) => sum + length, 0);
  const inputIds = new Int32Array(tokenCount);
  const positionIds = new Int32Array(tokenCount);
  const firstToken = new Int32Array(sequences.length);
  let at = 0;
  for (const [u, sequence] of sequences.entries()) {
    firstToken[u] = at;
    inputIds.set(sequence, at);
    for (let i = 0; i < sequence.length; i++) positionIds[at + i] = i;
    at += sequence.length;
  }
  const buckets = lengthBuckets(lengths, maxBuckets);
  return { tokenCount, sequenceCount: sequences.length, inputIds, positionIds, firstToken, lengths, buckets };
}

/**
 * The graph inputs of a packed batch. Index arrays address rows of D numbers: qkv is seen as [T·3·A, D] (token, then
 * query/key/value, then head), the attention output as [T·A, D]; the index one past the last row reads zeros.
 * Per bucket k of U_k sequences, S_k long: query, key, value and context indices [U_k, A, S_k], bias [U_k, 1, 1, S_k].
 */
export function packedFeeds(batch: PackedBatch, headCount: number, pooling: Pooling): Record<string, Tensor> {
  return {
    input_ids: int32(batch.inputIds, [batch.tokenCount]),
    position_ids: int32(batch.positionIds, [batch.tokenCount]),
    ...attentionFeeds(batch, headCount),
    ...poolingFeeds(batch, pooling),
  };
}

function attentionFeeds(
  { tokenCount: T, buckets, firstToken, lengths }: PackedBatch,
  A: number,
): Record<string, Tensor> {
  const feeds: Record<string, Tensor> = {};
  const qkvInverse = new Int32Array(T * 3 * A);
  const contextInverse = new Int32Array(T * A);
  let qkvBase = 0;
  let contextBase = 0;
  for (const [k, { sequences, length: S }] of buckets.entries()) {
    const rows = sequences.length;
    const plane = rows * A * S;
    const index = ["query", "key", "value", "context"].map(() => new Int32Array(plane)) as [
      Int32Array,
      Int32Array,
      Int32Array,
      Int32Array,
    ];
    const bias = new Float32Array(rows * S);
    for (let row = 0; row < rows; row++) {
      const u = sequences[row] as number;
      const start = firstToken[u] as number;
      const own = lengths[u] as number;
      for (let s = own; s < S; s++) bias[row * S + s] = -1e9;
      for (let head = 0; head < A; head++) {
        const at = (row * A + head) * S;
        for (let s = 0; s < S; s++) {
          const token = start + s;
          const real = s < own;
          for (let part = 0; part < 3; part++) {
            const source = token * 3 * A + part * A + head;
            (index[part] as Int32Array)[at + s] = real ? source : T * 3 * A;
            if (real) qkvInverse[source] = qkvBase + part * plane + at + s;
          }
          index[3][at + s] = real ? token * A + head : T * A;
          if (real) contextInverse[token * A + head] = contextBase + at + s;
        }
      }
    }
    const shape = [rows, A, S];
    feeds[`query_index_${k}`] = int32(index[0], shape);
    feeds[`key_index_${k}`] = int32(index[1], shape);
    feeds[`value_index_${k}`] = int32(index[2], shape);
    feeds[`context_index_${k}`] = int32(index[3], shape);
    feeds[`attention_bias_${k}`] = float32(bias, [rows, 1, 1, S]);
    qkvBase += 3 * plane;
    contextBase += plane;
  }
  feeds["qkv_inverse"] = int32(qkvInverse, [T * 3 * A]);
  feeds["context_inverse"] = int32(contextInverse, [T * A]);
  return feeds;
}

/** What the pooling reads: which tokens are whose and how many, the first tokens, or a padded view [U, S] of all tokens. */
function poolingFeeds(batch: PackedBatch, pooling: Pooling): Record<string, Tensor> {
  const { tokenCount: T, sequenceCount: U, firstToken, lengths } = batch;
  if (pooling === "mean") {
    return {
      sequence_tokens: float32(sequenceTokens(batch), [U, T]),
      token_counts: float32(Float32Array.from(lengths), [U, 1]),
    };
  }
  if (pooling === "cls") return { first_token: int32(firstToken, [U]) };
  const S = lengths.reduce((longest, length) => Math.max(longest, length), 0);
  const index = new Int32Array(U * S).fill(T);
  const bias = new Float32Array(U * S).fill(-1e9);
  const inverse = new Int32Array(T);
  for (let u = 0; u < U; u++) {
    for (let s = 0; s < (lengths[u] as number); s++) {
      const token = (firstToken[u] as number) + s;
      index[u * S + s] = token;
      bias[u * S + s] = 0;
      inverse[token] = u * S + s;
    }
  }
  return {
    token_index: int32(index, [U, S]),
    token_bias: float32(bias, [U, S, 1]),
    token_inverse: int32(inverse, [T]),
  };
}

/** [U, T]: row u holds 1 over the tokens of sequence u, so that a product with it takes sums. */
function sequenceTokens({ tokenCount, sequenceCount, firstToken, lengths }: PackedBatch): Float32Array {
  const matrix = new Float32Array(sequenceCount * tokenCount);
  for (let u = 0; u < sequenceCount; u++) {
    const start = u * tokenCount + (firstToken[u] as number);
    matrix.fill(1, start, start + (lengths[u] as number));
  }
  return matrix;
}

const int32 = (data: Int32Array, shape: readonly number[]): Tensor => ({ dtype: "int32", shape, data });
const float32 = (data: Float32Array, shape: readonly number[]): Tensor => ({ dtype: "float32", shape, data });
