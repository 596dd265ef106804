import { IntentsmithError } from "@intentsmith/core";
import { architectureOf } from "../architecture/families/families.ts";
import type { SentenceModel } from "../folder/sentence-model.ts";

export interface PruneVocabularyOptions {
  /** Tokens to keep in all (default: every one that the corpus uses, beside those that must stay). */
  size?: number;
  /** How often each token of the old vocabulary occurs in a corpus, [V]: the most frequent stay. */
  tokenCounts: ArrayLike<number>;
  /**
   * Single characters that stay: all (default), so that no text becomes unencodable that was not before; or those of ASCII and
   * those that a token of the corpus has.
   */
  characters?: "all" | "corpus";
}

/**
 * The same model with a smaller vocabulary. Special tokens and single characters with their `##` form stay; the rest is
 * filled with the corpus's most frequent tokens. Ids are renumbered in the old order.
 *
 * @throws ARGUMENT_INVALID if `size` has no room for the tokens that must stay, or is more than there are.
 */
export function pruneVocabulary(model: SentenceModel, options: PruneVocabularyOptions): SentenceModel {
  const { tokenCounts, characters = "all" } = options;
  const { tokenizer, config } = model;
  const { vocabulary } = tokenizer;
  const needed = new Set(tokenizer.specialTokens);
  const prefix = tokenizer.continuationPrefix;
  const wanted = characters === "all" ? undefined : charactersOf(vocabulary, tokenCounts, prefix);
  for (const token of vocabulary) {
    const character = characterOf(token, prefix);
    if (character !== undefined && (wanted?.has(character) ?? true)) needed.add(token);
  }
  const used = vocabulary.filter((token, id) => !needed.has(token) && (tokenCounts[id] ?? 0) > 0).length;
  const { size = needed.size + used } = options;
  if (!Number.isInteger(size) || size < needed.size || size > vocabulary.length) {
    throw new IntentsmithError(
      "ARGUMENT_INVALID",
      `vocabulary size: expected ${needed.size} to ${vocabulary.length}, received ${size}: ${needed.size} special tokens and single characters must stay`,
      { hint: "Below that, texts that can be encoded now could not be encoded any more." },
    );
  }
  const byCount = vocabulary
    .map((_, id) => id)
    .filter((id) => !needed.has(vocabulary[id] as string))
    .sort((a, b) => (tokenCounts[b] ?? 0) - (tokenCounts[a] ?? 0) || a - b);
  const ids = new Set(byCount.slice(0, size - needed.size));
  const kept = vocabulary.map((_, id) => id).filter((id) => ids.has(id) || needed.has(vocabulary[id] as string));

  const H = config.hiddenSize;
  const wordTable = architectureOf(config).tables.word;
  const source = model.weights.get(wordTable)?.data as Float32Array;
  const data = new Float32Array(kept.length * H);
  for (const [row, id] of kept.entries()) data.set(source.subarray(id * H, (id + 1) * H), row * H);
  const pruned = tokenizer.withVocabulary(kept.map((id) => vocabulary[id] as string));
  return {
    ...model,
    config: { ...config, vocabularySize: kept.length, padTokenId: pruned.padTokenId },
    weights: new Map(model.weights).set(wordTable, { shape: [kept.length, H], data }),
    tokenizer: pruned,
  };
}

/** The character of a token that is one, or the prefix and one. */
function characterOf(token: string, prefix: string): string | undefined {
  const rest = withoutPrefix(token, prefix);
  return Array.from(rest).length === 1 ? rest : undefined;
}

const withoutPrefix = (token: string, prefix: string): string =>
  token.startsWith(prefix) && token.length > prefix.length ? token.slice(prefix.length) : token;

/** Those of ASCII, and of the tokens that occur. */
function charactersOf(vocabulary: readonly string[], counts: ArrayLike<number>, prefix: string): Set<string> {
  const ascii = Array.from({ length: 94 }, (_, i) => String.fromCharCode(33 + i));
  const used = vocabulary
    .filter((_, id) => (counts[id] ?? 0) > 0)
    .flatMap((token) => [...withoutPrefix(token, prefix)]);
  return new Set([...ascii, ...used]);
}
