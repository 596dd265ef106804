import { cutPositions, pruneVocabulary, type SentenceModel } from "@intentsmith/model";
import type { PrunedVocabulary } from "./export-options.ts";

/**
 * The model with the tokens that a corpus and the label words use, and what that costs on `texts`. Special tokens stay, and
 * the single characters of ASCII and of those tokens. Positions behind the longest sequence are left out.
 * @throws ARGUMENT_INVALID for a size that is out of bounds.
 */
export function pruneToCorpus(
  model: SentenceModel,
  corpus: readonly string[],
  labelWords: readonly string[],
  texts: readonly string[],
  { maxSequenceLength, size }: { maxSequenceLength: number; size?: number | undefined },
): { model: SentenceModel; vocabulary: PrunedVocabulary } {
  const tokenCounts = new Float64Array(model.tokenizer.vocabularySize);
  for (const text of corpus) {
    for (const id of model.tokenizer.encode(text, maxSequenceLength)) tokenCounts[id] = (tokenCounts[id] ?? 0) + 1;
  }
  // What labels are called counts most: their embeddings are the head's.
  for (const text of labelWords)
    for (const id of model.tokenizer.encode(text, maxSequenceLength)) tokenCounts[id] = Infinity;
  const wanted = { tokenCounts, characters: "corpus" as const };
  const kept = pruneVocabulary(model, wanted);
  const smaller = size !== undefined && size < kept.tokenizer.vocabularySize;
  const pruned = cutPositions(smaller ? pruneVocabulary(model, { ...wanted, size }) : kept, maxSequenceLength);
  const [before, after] = [model, pruned].map(({ tokenizer }) => texts.map((text) => tokenizer.tokenize(text)));
  const changed = texts.filter((_, i) => before?.[i]?.join(" ") !== after?.[i]?.join(" ")).length;
  const unknown = model.tokenizer.vocabulary[model.tokenizer.unknownTokenId] as string;
  return {
    model: pruned,
    vocabulary: {
      tokens: { before: model.tokenizer.vocabularySize, after: pruned.tokenizer.vocabularySize },
      unknown: { before: shareOf(unknown, before), after: shareOf(unknown, after) },
      changedTexts: texts.length === 0 ? 0 : changed / texts.length,
      textCount: texts.length,
    },
  };
}

function shareOf(token: string, texts: readonly string[][] = []): number {
  const tokens = texts.flat();
  return tokens.length === 0 ? 0 : tokens.filter((one) => one === token).length / tokens.length;
}
