import { type GraphBuilder, type Tensor } from "@intentsmith/graph";
import {
  architectureOf,
  type Dropout,
  type DropoutPlace,
  type EncoderConfig,
  type PackedBatch,
} from "@intentsmith/model";

/** Probability of dropping an element, after the embeddings and each sublayer (`hidden`) and of attention weights. */
export interface DropoutRates {
  hidden: number;
  attention: number;
}

const rateOf = (rates: DropoutRates, place: DropoutPlace): number =>
  place.kind === "attention" ? rates.attention : rates.hidden;

function maskName(place: DropoutPlace): string {
  switch (place.kind) {
    case "embeddings":
      return "dropout_embeddings";
    case "attention":
      return `dropout_attention_${place.layer}_${place.bucket}`;
    default:
      return `dropout_${place.kind.replaceAll("-", "_")}_${place.layer}`;
  }
}

/** Multiplies by a mask that is fed with every step; nothing is added to the graph where the rate is 0. */
export function dropoutByMask(rates: DropoutRates): Dropout {
  return (g: GraphBuilder, x, place) =>
    rateOf(rates, place) === 0 ? x : x.mul(g.input(maskName(place), "float32", x.shape));
}

/** Key of the mask numbers: a step's masks depend on nothing else, so a resumed run draws the same ones. */
export interface MaskKey {
  seed: number;
  step: number;
}

/** Makes the masks of a step, in memory that is reused from step to step. */
export class DropoutMasks {
  readonly #rates: DropoutRates;
  readonly #firstLayer: number;
  readonly #layerCount: number;
  readonly #headCount: number;
  readonly #hiddenSize: number;
  readonly #attentionOutput: boolean;
  readonly #memory = new Map<string, Float32Array>();

  constructor(
    rates: DropoutRates,
    config: Pick<EncoderConfig, "family" | "layerCount" | "headCount" | "hiddenSize">,
    firstLayer = 0,
  ) {
    this.#rates = rates;
    this.#firstLayer = firstLayer;
    this.#layerCount = config.layerCount;
    this.#headCount = config.headCount;
    this.#hiddenSize = config.hiddenSize;
    this.#attentionOutput = architectureOf(config).attentionOutputDropout;
  }

  /** The graph inputs of `dropoutByMask` for one packed batch. */
  feeds(batch: PackedBatch, key: MaskKey): Record<string, Tensor> {
    const feeds: Record<string, Tensor> = {};
    let count = 0;
    for (const [place, shape] of this.#places(batch)) {
      const rate = rateOf(this.#rates, place);
      count += 1;
      if (rate === 0) continue;
      const name = maskName(place);
      const data = this.#take(
        name,
        shape.reduce((product, size) => product * size, 1),
      );
      fillMask(data, rate, mixKey(key.seed, key.step, count));
      feeds[name] = { dtype: "float32", shape, data };
    }
    return feeds;
  }

  *#places(batch: PackedBatch): Iterable<[DropoutPlace, number[]]> {
    const hidden = [batch.tokenCount, this.#hiddenSize];
    if (this.#firstLayer === 0) yield [{ kind: "embeddings" }, hidden];
    for (let layer = this.#firstLayer; layer < this.#layerCount; layer++) {
      for (const [bucket, { sequences, length }] of batch.buckets.entries()) {
        yield [{ kind: "attention", layer, bucket }, [sequences.length, this.#headCount, length, length]];
      }
      if (this.#attentionOutput) yield [{ kind: "attention-output", layer }, hidden];
      yield [{ kind: "feed-forward-output", layer }, hidden];
    }
  }

  #take(name: string, size: number): Float32Array {
    let memory = this.#memory.get(name);
    if (memory === undefined || memory.length < size) {
      memory = new Float32Array(Math.ceil(size * 1.25));
      this.#memory.set(name, memory);
    }
    return memory.subarray(0, size);
  }
}

/**
 * Fills `mask` with 0 (probability `rate`, to 1/65536) or 1/(1 − rate). Element 2i and 2i+1 are the halves of the i-th
 * number of a counter-based generator: SplitMix's Weyl sequence through MurmurHash3's 32-bit finaliser.
 */
export function fillMask(mask: Float32Array, rate: number, key: number): void {
  const threshold = Math.round(rate * 65536) - 1;
  const bits = new Int32Array(mask.buffer, mask.byteOffset, mask.length);
  const keep = new Int32Array(Float32Array.of(1 / (1 - rate)).buffer)[0] as number;
  let state = key | 0;
  const even = mask.length & ~1;
  for (let i = 0; i < even; i += 2) {
    state = (state + 0x9e3779b9) | 0;
    const number = finalise(state);
    // (threshold − x) >> 31 is −1 where x > threshold, else 0: keeps without a branch
    bits[i] = ((threshold - (number & 0xffff)) >> 31) & keep;
    bits[i + 1] = ((threshold - (number >>> 16)) >> 31) & keep;
  }
  if (even < mask.length) bits[even] = ((threshold - (finalise((state + 0x9e3779b9) | 0) & 0xffff)) >> 31) & keep;
}

/** MurmurHash3's 32-bit finaliser (Appleby): every input bit flips every output bit with probability near one half. */
function finalise(state: number): number {
  let x = state ^ (state >>> 16);
  x = Math.imul(x, 0x85ebca6b);
  x ^= x >>> 13;
  x = Math.imul(x, 0xc2b2ae35);
  return x ^ (x >>> 16);
}

/** One 32-bit key from seed, step and place. */
export function mixKey(...parts: number[]): number {
  return parts.reduce(
    (key, part) => finalise(Math.imul(key ^ finalise((part + 0x9e3779b9) | 0), 0x01000193)),
    0x2545f491,
  );
}
