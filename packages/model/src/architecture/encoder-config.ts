/** Families of encoders that can be built: `model_type` in a `config.json` of transformers. */
export const familyNames = ["bert", "distilbert", "roberta", "xlm-roberta", "camembert", "mpnet"] as const;
export type FamilyName = (typeof familyNames)[number];

/** Activations of the feed-forward part: erf GELU, GELU through tanh, ReLU, x·σ(x). */
export type Activation = "gelu" | "geluTanh" | "relu" | "silu";

/** The sizes and constants of an encoder: H = hiddenSize, N = layerCount, A = headCount, F, V as in the design. */
export interface EncoderConfig {
  family: FamilyName;
  /** H */
  hiddenSize: number;
  /** N */
  layerCount: number;
  /** A; each head is H / A wide */
  headCount: number;
  /** F */
  feedForwardSize: number;
  /** V: rows of the word embedding, at least the tokenizer's vocabulary */
  vocabularySize: number;
  /** The longest sequence, special tokens included: rows of the position embedding that a token can have */
  maxPositions: number;
  /** Rows of the position embedding before the first token's: RoBERTa counts from the padding token's id + 1 */
  positionOffset: number;
  /** Rows of the type embedding; 0 in a family that has none */
  typeVocabularySize: number;
  layerNormEpsilon: number;
  activation: Activation;
  /** Probabilities in [0, 1) */
  hiddenDropout: number;
  attentionDropout: number;
  padTokenId: number;
  /** Standard deviation of a fresh initialisation */
  initializerRange: number;
}
