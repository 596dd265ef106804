import { z } from "zod";
import { probability, readConfigJson, requireWholeHeads, size } from "../config-json.ts";
import type { EncoderConfig } from "../encoder-config.ts";

/** Keys and defaults of transformers' BertConfig; the sizes have no default, so a wrong file is noticed. */
const schema = z.looseObject({
  hidden_size: size,
  num_hidden_layers: size,
  num_attention_heads: size,
  intermediate_size: size,
  vocab_size: size,
  max_position_embeddings: size,
  type_vocab_size: size.default(2),
  layer_norm_eps: z.number().positive().default(1e-12),
  hidden_dropout_prob: probability.default(0.1),
  attention_probs_dropout_prob: probability.default(0.1),
  pad_token_id: z.int().min(0).nullish(),
  initializer_range: z.number().positive().default(0.02),
});

const required = {
  model_type: ["bert"],
  hidden_act: ["gelu", undefined],
  position_embedding_type: ["absolute", undefined, null],
  is_decoder: [false, undefined],
  add_cross_attention: [false, undefined],
  quantization_config: [undefined, null],
};

const supported = "a BERT encoder with erf GELU and absolute positions, such as the all-MiniLM family";

/**
 * Reads a BERT's `config.json`. `where` names the file in errors.
 * @throws MODEL_UNSUPPORTED for another architecture or option; MODEL_MALFORMED for missing or impossible sizes.
 */
export function parseBertConfig(json: unknown, where: string): EncoderConfig {
  const data = readConfigJson({ schema, required, supported }, json, where);
  requireWholeHeads(data.hidden_size, data.num_attention_heads, ["hidden_size", "num_attention_heads"], where);
  return {
    family: "bert",
    hiddenSize: data.hidden_size,
    layerCount: data.num_hidden_layers,
    headCount: data.num_attention_heads,
    feedForwardSize: data.intermediate_size,
    vocabularySize: data.vocab_size,
    maxPositions: data.max_position_embeddings,
    typeVocabularySize: data.type_vocab_size,
    layerNormEpsilon: data.layer_norm_eps,
    hiddenDropout: data.hidden_dropout_prob,
    attentionDropout: data.attention_probs_dropout_prob,
    padTokenId: data.pad_token_id ?? 0,
    initializerRange: data.initializer_range,
  };
}

/** The `config.json` that transformers reads. `base` keeps keys of a loaded file that this encoder has no use for. */
export function bertConfigJson(
  config: EncoderConfig,
  base: Readonly<Record<string, unknown>> = {},
): Record<string, unknown> {
  const { _name_or_path: _, dtype: __, ...kept } = base;
  return {
    ...kept,
    architectures: ["BertModel"],
    attention_probs_dropout_prob: config.attentionDropout,
    hidden_act: "gelu",
    hidden_dropout_prob: config.hiddenDropout,
    hidden_size: config.hiddenSize,
    initializer_range: config.initializerRange,
    intermediate_size: config.feedForwardSize,
    layer_norm_eps: config.layerNormEpsilon,
    max_position_embeddings: config.maxPositions,
    model_type: "bert",
    num_attention_heads: config.headCount,
    num_hidden_layers: config.layerCount,
    pad_token_id: config.padTokenId,
    position_embedding_type: "absolute",
    // The type to compute in, not the file's: float16 weights are widened on loading.
    torch_dtype: "float32",
    type_vocab_size: config.typeVocabularySize,
    vocab_size: config.vocabularySize,
  };
}
