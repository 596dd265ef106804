import { Tokenizer as HuggingFaceTokenizer } from "@huggingface/tokenizers";
import { Charsmap } from "./charsmap.ts";
import type { TokenizerJson } from "./tokenizer-json.ts";

/** What is used of the library, whose own type declarations do not resolve under `nodenext`. */
export interface HuggingFaceEncoder {
  encode(text: string, options?: { add_special_tokens: boolean }): { ids: number[] };
  tokenize(text: string): string[];
}

/** A normaliser of the library: one, or a sequence of them. */
interface LibraryNormalizer {
  config?: { type?: string; precompiled_charsmap?: unknown };
  normalizers?: (LibraryNormalizer | null)[];
  normalize: (text: string) => string;
}

/** The library's tokenizer, with sentencepiece's normalisation as it is instead of the library's approximation. */
export function huggingFaceTokenizer(json: TokenizerJson): HuggingFaceEncoder {
  const tokenizer = new HuggingFaceTokenizer(json, {}) as HuggingFaceEncoder & { normalizer: LibraryNormalizer | null };
  useCharsmaps(tokenizer.normalizer);
  return tokenizer;
}

function useCharsmaps(normalizer: LibraryNormalizer | null): void {
  for (const inner of normalizer?.normalizers ?? []) useCharsmaps(inner);
  if (normalizer?.config?.type !== "Precompiled") return;
  const charsmap = Charsmap.parse(normalizer.config.precompiled_charsmap);
  normalizer.normalize = (text) => charsmap?.normalize(text) ?? text;
}
