/**
 * One text, or the turns of a conversation, the one to classify first, then the newest earlier one: they are joined by the
 * separator's id. Earlier turns stand there whole or not at all.
 */
export type EncoderInput = string | readonly string[];

/** What the tokenizer makes of one input. */
export interface TokenizedInput {
  /** [S], [CLS] first and [SEP] last, cut at the longest sequence. */
  ids: Int32Array;
  /** Whether the text, or the first turn, had more tokens than fit. */
  truncated: boolean;
  /** Earlier turns that were left out, as the input had no room for them. */
  turnsLeftOut?: number;
  /** What the text, or the first turn, is to the encoder: no token, unknown ones only, or at least one that it knows. */
  content: "none" | "unknown" | "known";
  /** How many of `ids` are the unknown token. */
  unknownTokens: number;
}
