import type { ModelInput } from "./context.ts";

/** What a model's tokenizer makes of one input. */
export interface TokenisedInput {
  /** [S], special tokens included, cut at the model's longest sequence. */
  ids: Int32Array;
  /** Whether the input had more tokens than fit. */
  truncated: boolean;
  /** What stands between the special tokens: nothing, unknown tokens only, or at least one that the encoder knows. */
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
