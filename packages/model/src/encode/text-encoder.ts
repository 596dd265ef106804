import type { TokenizedInput } from "../tokenizer/tokenizer.ts";

/** Sentence embeddings, row-major [rowCount, width]. */
export interface EncodedTexts {
  data: Float32Array;
  rowCount: number;
  /** H */
  width: number;
}

/** Embeddings, and what the tokenizer made of each text. */
export interface EncodedInputs extends EncodedTexts {
  inputs: TokenizedInput[];
}

/** Whatever turns texts into embeddings: a trained model, an exported file. */
export interface TextEncoder {
  /** Embeddings of texts, in their order. */
  encode(texts: readonly string[]): Promise<EncodedInputs>;
  /** What the tokenizer makes of each text, without encoding it. */
  inspect(texts: readonly string[]): TokenizedInput[];
  /** Tokens of each text as the model reads it: special tokens counted, cut at its longest sequence. */
  countTokens(texts: readonly string[]): number[];
  /** Frees the native session. */
  release(): Promise<void>;
}
