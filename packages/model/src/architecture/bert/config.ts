import { IntentsmithError } from "@intentsmith/core";
import { z } from "zod";
import {
  activationName,
  probability,
  readActivation,
  readConfigJson,
  requireWholeHeads,
  size,
} from "../config-json.ts";
import type { Architecture } from "../architecture.ts";
import type { EncoderConfig, FamilyName } from "../encoder-config.ts";

/** Keys and defaults of transformers' BertConfig, which RoBERTa and MPNet share; the sizes have no default, so a wrong file is noticed. */
const schema = z.looseObject({
  hidden_size: size,
  num_hidden_layers: size,
  num_attention_heads: size,
  intermediate_size: size,
  vocab_size: size,
  max_position_embeddings: size,
  type_vocab_size: size.optional(),
  layer_norm_eps: z.number().positive().default(1e-12),
  hidden_dropout_prob: probability.default(0.1),
  attention_probs_dropout_prob: probability.default(0.1),
  hidden_act: z.string().default("gelu"),
  pad_token_id: z.int().min(0).nullish(),
  initializer_range: z.number().positive().default(0.02),
});

/** In what the `config.json` of a family with BERT's keys differs. */
export interface BertVariant {
  family: FamilyName;
  /** Its class in transformers, for `architectures`. */
  className: string;
  /** transformers' default of `pad_token_id`. */
  padTokenId: number;
  /** Whether the position table has rows up to the padding token's id that no token uses (RoBERTa). */
  positionsFollowPad: boolean;
  /** transformers' default of `type_vocab_size`; 0 in a family without segment types. */
  typeVocabularySize: number;
  /** Further keys that must have one of these values, the first is written. */
  required?: Readonly<Record<string, readonly unknown[]>>;
}

const required = {
  position_embedding_type: ["absolute", undefined, null],
  is_decoder: [false, undefined],
  add_cross_attention: [false, undefined],
  quantization_config: [undefined, null],
};

/** Reading and writing the `config.json` of BERT and of the families that share its keys. */
export function bertLikeConfig(variant: BertVariant): Pick<Architecture, "family" | "parseConfig" | "configJson"> {
  const { family } = variant;
  const rules = {
    schema,
    required: { model_type: [family], ...required, ...variant.required },
    supported: "an encoder with trained absolute positions, such as the all-MiniLM family",
  };
  return {
    family,
    parseConfig: (json, where) => {
      const data = readConfigJson(rules, json, where);
      requireWholeHeads(data.hidden_size, data.num_attention_heads, ["hidden_size", "num_attention_heads"], where);
      const padTokenId = data.pad_token_id ?? variant.padTokenId;
      const positionOffset = variant.positionsFollowPad ? padTokenId + 1 : 0;
      return {
        family,
        hiddenSize: data.hidden_size,
        layerCount: data.num_hidden_layers,
        headCount: data.num_attention_heads,
        feedForwardSize: data.intermediate_size,
        vocabularySize: data.vocab_size,
        maxPositions: requireUsable(data.max_position_embeddings - positionOffset, where),
        positionOffset,
        typeVocabularySize: variant.typeVocabularySize && (data.type_vocab_size ?? variant.typeVocabularySize),
        layerNormEpsilon: data.layer_norm_eps,
        activation: readActivation(data.hidden_act, "hidden_act", where),
        hiddenDropout: data.hidden_dropout_prob,
        attentionDropout: data.attention_probs_dropout_prob,
        padTokenId,
        initializerRange: data.initializer_range,
      };
    },
    configJson: (config, base = {}) => bertLikeConfigJson(variant, config, base),
  };
}

function requireUsable(positions: number, where: string): number {
  if (positions > 0) return positions;
  throw new IntentsmithError(
    "MODEL_MALFORMED",
    `${where}: max_position_embeddings: the rows up to pad_token_id are not used, and that leaves none`,
  );
}

function bertLikeConfigJson(
  { family, className, typeVocabularySize, required: fixed = {} }: BertVariant,
  config: EncoderConfig,
  base: Readonly<Record<string, unknown>>,
): Record<string, unknown> {
  const { _name_or_path: _, dtype: __, ...kept } = base;
  return {
    ...kept,
    architectures: [className],
    attention_probs_dropout_prob: config.attentionDropout,
    hidden_act: activationName(config.activation, kept["hidden_act"]),
    hidden_dropout_prob: config.hiddenDropout,
    hidden_size: config.hiddenSize,
    initializer_range: config.initializerRange,
    intermediate_size: config.feedForwardSize,
    layer_norm_eps: config.layerNormEpsilon,
    max_position_embeddings: config.maxPositions + config.positionOffset,
    model_type: family,
    num_attention_heads: config.headCount,
    num_hidden_layers: config.layerCount,
    pad_token_id: config.padTokenId,
    ...Object.fromEntries(Object.entries(fixed).map(([key, [value]]) => [key, value])),
    position_embedding_type: "absolute",
    // The type to compute in, not the file's: float16 weights are widened on loading.
    torch_dtype: "float32",
    ...(typeVocabularySize > 0 ? { type_vocab_size: config.typeVocabularySize } : {}),
    vocab_size: config.vocabularySize,
  };
}
