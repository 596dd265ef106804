import { z } from "zod";
import {
  activationName,
  probability,
  readActivation,
  readConfigJson,
  requireWholeHeads,
  size,
} from "../config-json.ts";
import type { EncoderConfig } from "../encoder-config.ts";

/** Keys and defaults of transformers' DistilBertConfig; the sizes have no default, so a wrong file is noticed. */
const schema = z.looseObject({
  dim: size,
  n_layers: size,
  n_heads: size,
  hidden_dim: size,
  vocab_size: size,
  max_position_embeddings: size,
  dropout: probability.default(0.1),
  attention_dropout: probability.default(0.1),
  activation: z.string().default("gelu"),
  pad_token_id: z.int().min(0).nullish(),
  initializer_range: z.number().positive().default(0.02),
});

const required = {
  model_type: ["distilbert"],
  sinusoidal_pos_embds: [false, undefined],
  quantization_config: [undefined, null],
};

const supported = "a DistilBERT encoder with trained positions";

/**
 * Reads a DistilBERT's `config.json`. `where` names the file in errors.
 * @throws MODEL_UNSUPPORTED for another architecture or option; MODEL_MALFORMED for missing or impossible sizes.
 */
export function parseDistilbertConfig(json: unknown, where: string): EncoderConfig {
  const data = readConfigJson({ schema, required, supported }, json, where);
  requireWholeHeads(data.dim, data.n_heads, ["dim", "n_heads"], where);
  return {
    family: "distilbert",
    hiddenSize: data.dim,
    layerCount: data.n_layers,
    headCount: data.n_heads,
    feedForwardSize: data.hidden_dim,
    vocabularySize: data.vocab_size,
    maxPositions: data.max_position_embeddings,
    positionOffset: 0,
    typeVocabularySize: 0,
    // not in the file: transformers' DistilBertModel has this constant
    layerNormEpsilon: 1e-12,
    activation: readActivation(data.activation, "activation", where),
    hiddenDropout: data.dropout,
    attentionDropout: data.attention_dropout,
    padTokenId: data.pad_token_id ?? 0,
    initializerRange: data.initializer_range,
  };
}

/** The `config.json` that transformers reads. `base` keeps keys of a loaded file that this encoder has no use for. */
export function distilbertConfigJson(
  config: EncoderConfig,
  base: Readonly<Record<string, unknown>> = {},
): Record<string, unknown> {
  const { _name_or_path: _, dtype: __, ...kept } = base;
  return {
    ...kept,
    activation: activationName(config.activation, kept["activation"]),
    architectures: ["DistilBertModel"],
    attention_dropout: config.attentionDropout,
    dim: config.hiddenSize,
    dropout: config.hiddenDropout,
    hidden_dim: config.feedForwardSize,
    initializer_range: config.initializerRange,
    max_position_embeddings: config.maxPositions,
    model_type: "distilbert",
    n_heads: config.headCount,
    n_layers: config.layerCount,
    pad_token_id: config.padTokenId,
    sinusoidal_pos_embds: false,
    torch_dtype: "float32",
    vocab_size: config.vocabularySize,
  };
}
