/** Families of encoders that can be built: `model_type` in a `config.json` of transformers. */
export const familyNames = ["bert", "distilbert"] as const;
export type FamilyName = (typeof familyNames)[number];

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
  /** Rows of the position embedding: the longest sequence, special tokens included */
  maxPositions: number;
  /** Rows of the type embedding; 0 in a family that has none */
  typeVocabularySize: number;
  layerNormEpsilon: number;
  /** Probabilities in [0, 1) */
  hiddenDropout: number;
  attentionDropout: number;
  padTokenId: number;
  /** Standard deviation of a fresh initialisation */
  initializerRange: number;
}
