import type { ModelInput } from "./context.ts";

/** What a model's tokenizer makes of one input. */
export interface TokenisedInput {
  /** [S], special tokens included, cut at the model's longest sequence. */
  ids: Int32Array;
  /** Whether the text, or the first turn, had more tokens than fit. */
  truncated: boolean;
  /** Earlier turns that were left out, as the input had no room for them. */
  turnsLeftOut?: number;
  /** What the text, or the first turn, is to the encoder: no token, unknown ones only, or at least one that it knows. */
  content: "none" | "unknown" | "known";
}

/** A model's tokenizer, handed in: this package has none of its own. */
export type Tokenise = (input: ModelInput) => TokenisedInput;

/** The same tokenizer, asked once for each input. */
export function rememberTokens(tokenise: Tokenise): Tokenise {
  const known = new Map<string, TokenisedInput>();
  return (input) => {
    const key = JSON.stringify(input);
    const before = known.get(key);
    if (before !== undefined) return before;
    const now = tokenise(input);
    known.set(key, now);
    return now;
  };
}
