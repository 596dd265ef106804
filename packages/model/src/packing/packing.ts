import type { Tensor } from "@intentsmith/graph";
import { modesOf, type Pooling, type PoolingMode } from "../architecture/layout.ts";
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
 * The graph inputs of a packed batch. Attention gathers rows of D numbers (one head of one token) into a bucket and back.
 * Its index arrays live in these spaces:
 * - *qkv rows* [T·3·A]: the projection as it lies in memory: token, then query/key/value, then head;
 * - *context rows* [T·A]: the attention's output: token, then head;
 * - *slots* [U_k, A, S_k] of bucket k, whose U_k sequences take S_k tokens each: sequence, then head, then token.
 *
 * Per bucket, `query_index`, `key_index` and `value_index` hold a qkv row a slot and `context_index` a context row; a slot
 * of padding holds the row one past the last, which reads zeros, and a bias [U_k, 1, 1, S_k] of −1e9. `qkv_inverse` holds,
 * for each qkv row, its place among the query, key and value slots of all buckets end to end; `context_inverse`, for each
 * context row, its place among the context slots.
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
  const qkvRows = T * 3 * A;
  const contextRows = T * A;
  const qkvInverse = new Int32Array(qkvRows);
  const contextInverse = new Int32Array(contextRows);
  // context slots of the buckets before this one; of query, key and value slots there are three times as many
  let slotsBefore = 0;
  for (const [k, { sequences, length: S }] of buckets.entries()) {
    const bucketSize = sequences.length;
    const slotCount = bucketSize * A * S;
    const slots = (): Int32Array => new Int32Array(slotCount);
    const [queryIndex, keyIndex, valueIndex, contextIndex] = [slots(), slots(), slots(), slots()];
    const bias = new Float32Array(bucketSize * S);
    const querySlots = 3 * slotsBefore;
    const keySlots = querySlots + slotCount;
    const valueSlots = keySlots + slotCount;
    for (let i = 0; i < bucketSize; i++) {
      const u = sequences[i] as number;
      const first = firstToken[u] as number;
      const length = lengths[u] as number;
      bias.fill(-1e9, i * S + length, (i + 1) * S);
      for (let head = 0; head < A; head++) {
        const firstSlot = (i * A + head) * S;
        for (let s = 0; s < length; s++) {
          const slot = firstSlot + s;
          const queryRow = (first + s) * 3 * A + head;
          const keyRow = queryRow + A;
          const valueRow = keyRow + A;
          const contextRow = (first + s) * A + head;
          queryIndex[slot] = queryRow;
          keyIndex[slot] = keyRow;
          valueIndex[slot] = valueRow;
          contextIndex[slot] = contextRow;
          qkvInverse[queryRow] = querySlots + slot;
          qkvInverse[keyRow] = keySlots + slot;
          qkvInverse[valueRow] = valueSlots + slot;
          contextInverse[contextRow] = slotsBefore + slot;
        }
        const [padding, end] = [firstSlot + length, firstSlot + S];
        for (const index of [queryIndex, keyIndex, valueIndex]) index.fill(qkvRows, padding, end);
        contextIndex.fill(contextRows, padding, end);
      }
    }
    const shape = [bucketSize, A, S];
    feeds[`query_index_${k}`] = int32(queryIndex, shape);
    feeds[`key_index_${k}`] = int32(keyIndex, shape);
    feeds[`value_index_${k}`] = int32(valueIndex, shape);
    feeds[`context_index_${k}`] = int32(contextIndex, shape);
    feeds[`attention_bias_${k}`] = float32(bias, [bucketSize, 1, 1, S]);
    slotsBefore += slotCount;
  }
  feeds["qkv_inverse"] = int32(qkvInverse, [qkvRows]);
  feeds["context_inverse"] = int32(contextInverse, [contextRows]);
  return feeds;
}

/** What the pooling reads, all its modes together. */
function poolingFeeds(batch: PackedBatch, pooling: Pooling): Record<string, Tensor> {
  return Object.assign({}, ...modesOf(pooling).map((mode) => modeFeeds(batch, mode)));
}

/** Which tokens are whose and how many, the first or last tokens, or a padded view [U, S] of all tokens. */
function modeFeeds(batch: PackedBatch, mode: PoolingMode): Record<string, Tensor> {
  const { tokenCount: T, sequenceCount: U, firstToken, lengths } = batch;
  if (mode === "mean" || mode === "mean_sqrt_len_tokens") {
    return {
      sequence_tokens: float32(sequenceTokens(batch), [U, T]),
      token_counts: float32(Float32Array.from(lengths), [U, 1]),
    };
  }
  if (mode === "weightedmean") {
    return {
      token_weights: float32(tokenWeights(batch), [U, T]),
      weight_sums: float32(
        Float32Array.from(lengths, (length) => (length * (length + 1)) / 2),
        [U, 1],
      ),
    };
  }
  if (mode === "cls") return { first_token: int32(firstToken, [U]) };
  if (mode === "lasttoken") {
    return {
      last_token: int32(
        firstToken.map((first, u) => first + (lengths[u] as number) - 1),
        [U],
      ),
    };
  }
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

/** [U, T]: row u holds 1, 2, … S over the tokens of sequence u. */
function tokenWeights({ tokenCount, sequenceCount, firstToken, lengths }: PackedBatch): Float32Array {
  const matrix = new Float32Array(sequenceCount * tokenCount);
  for (let u = 0; u < sequenceCount; u++) {
    const length = lengths[u] as number;
    const start = u * tokenCount + (firstToken[u] as number);
    for (let s = 0; s < length; s++) matrix[start + s] = s + 1;
  }
  return matrix;
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
