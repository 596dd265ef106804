import { SeededRandom } from "@intentsmith/core";
import type { EncoderConfig } from "../architecture/encoder-config.ts";
import { architectureOf } from "../architecture/families/families.ts";
import type { Pooling } from "../architecture/layout.ts";
import type { SentenceModel } from "../folder/sentence-model.ts";
import type { Tokenizer } from "../tokenizer/tokenizer.ts";
import type { Weights } from "../weights/safetensors.ts";

export interface RandomModelOptions {
  config: EncoderConfig;
  tokenizer: Tokenizer;
  seed: string | number;
  pooling?: Pooling;
  normalize?: boolean;
  /** Default: as many as the model has positions. */
  maxSequenceLength?: number;
}

/**
 * An untrained encoder, initialised as BERT is: weights from normal(0, initializerRange), biases 0, LayerNorm 1 and 0,
 * the embedding of [PAD] 0. Same seed, same weights.
 */
export function randomModel(options: RandomModelOptions): SentenceModel {
  const { config, tokenizer, seed, pooling = "mean", normalize = true } = options;
  const random = new SeededRandom(seed);
  const weights: Weights = new Map();
  const architecture = architectureOf(config);
  for (const [name, shape] of architecture.weightShapes(config)) {
    const data = new Float32Array(shape.reduce((product, size) => product * size, 1));
    if (/layer_?norm\.weight$/i.test(name)) data.fill(1);
    else if (!name.endsWith("bias"))
      for (let i = 0; i < data.length; i++) data[i] = random.normal() * config.initializerRange;
    weights.set(name, { shape, data });
  }
  const { hiddenSize, padTokenId } = config;
  weights.get(architecture.tables.word)?.data.fill(0, padTokenId * hiddenSize, (padTokenId + 1) * hiddenSize);
  return {
    config,
    weights,
    tokenizer,
    pooling,
    normalize,
    maxSequenceLength: options.maxSequenceLength ?? config.maxPositions,
    source: `random (seed ${seed})`,
    configJson: architecture.configJson(config),
  };
}
