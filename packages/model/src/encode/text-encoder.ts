import { expected, type ArgumentCheck } from "@intentsmith/core/web";
import type { EncoderInput, TokenizedInput } from "../tokenizer/tokenized-input.ts";

/** What `encode` may be given. */
export const encoderInputs: ArgumentCheck = expected.listOf("texts", (input) =>
  Array.isArray(input) ? expected.texts(input) : expected.text(input),
);

/** Sentence embeddings, row-major [rowCount, width]. */
export interface EncodedTexts {
  data: Float32Array;
  rowCount: number;
  /** H */
  width: number;
}

/** Embeddings, and what the tokenizer made of each input. */
export interface EncodedInputs extends EncodedTexts {
  inputs: TokenizedInput[];
}

/** Whatever turns texts, or the turns of conversations, into embeddings: a trained model, an exported file. */
export interface TextEncoder {
  /** Embeddings of inputs, in their order. */
  encode(inputs: readonly EncoderInput[]): Promise<EncodedInputs>;
  /** What the tokenizer makes of each input, without encoding it. */
  inspect(inputs: readonly EncoderInput[]): TokenizedInput[];
  /** Tokens of each input as the model reads it: special tokens counted, cut at its longest sequence. */
  countTokens(inputs: readonly EncoderInput[]): number[];
  /** Frees the native session. */
  release(): Promise<void>;
}
