import type { TokenizedText } from "../tokenizer/tokenizer.ts";

/** Sentence embeddings, row-major [rowCount, width]. */
export interface EncodedTexts {
  data: Float32Array;
  rowCount: number;
  /** H */
  width: number;
}

/** Whatever turns texts into embeddings: a trained model, an exported file. */
export interface TextEncoder {
  /** Embeddings of texts, in their order. */
  encode(texts: readonly string[]): Promise<EncodedTexts>;
  /** Each text's token ids, cut at the longest sequence. */
  tokenize(texts: readonly string[]): TokenizedText[];
  /** Embeddings of what `tokenize` gives, in their order. */
  encodeTokens(sequences: readonly Int32Array[]): Promise<EncodedTexts>;
  /** Tokens of each text as the model reads it: special tokens counted, cut at its longest sequence. */
  countTokens(texts: readonly string[]): number[];
  /** Frees the native session. */
  release(): Promise<void>;
}
