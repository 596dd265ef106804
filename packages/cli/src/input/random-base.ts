import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { randomModel, saveModel, readTokenizer, Tokenizer } from "@intentsmith/model";

const specialTokens = ["[PAD]", "[UNK]", "[CLS]", "[SEP]", "[MASK]"];
const wordsKept = 2000;

/**
 * Saves a small, untrained encoder whose vocabulary comes from these texts: their characters (alone and as `##`
 * continuations) and their most frequent words. It knows no language: a stand-in where no pretrained encoder is.
 */
export async function saveRandomBase(folder: string, texts: readonly string[], seed: number): Promise<void> {
  const tokenizer = tokenizerOf(vocabularyOf(texts));
  const model = randomModel({
    config: {
      family: "bert",
      hiddenSize: 64,
      layerCount: 2,
      headCount: 4,
      feedForwardSize: 256,
      vocabularySize: tokenizer.vocabularySize,
      maxPositions: 128,
      positionOffset: 0,
      typeVocabularySize: 2,
      layerNormEpsilon: 1e-12,
      activation: "gelu",
      hiddenDropout: 0.1,
      attentionDropout: 0.1,
      padTokenId: tokenizer.padTokenId,
      initializerRange: 0.02,
    },
    tokenizer,
    seed,
  });
  await saveModel(folder, model, { replace: true });
}

function vocabularyOf(texts: readonly string[]): string[] {
  const counts = new Map<string, number>();
  for (const text of texts) {
    for (const [word] of text.toLowerCase().matchAll(/[\p{L}\p{N}]+|[^\s\p{L}\p{N}]/gu)) {
      counts.set(word, (counts.get(word) ?? 0) + 1);
    }
  }
  const words = [...counts].sort(([a, m], [b, n]) => n - m || (a < b ? -1 : 1)).map(([word]) => word);
  const characters = [...new Set(words.flatMap((word) => [...word]))].sort();
  return [
    ...new Set([...specialTokens, ...characters, ...characters.map((c) => `##${c}`), ...words.slice(0, wordsKept)]),
  ];
}

function tokenizerOf(vocabulary: readonly string[]): Tokenizer {
  const folder = mkdtempSync(join(tmpdir(), "intentsmith-vocabulary-"));
  try {
    writeFileSync(join(folder, "vocab.txt"), `${vocabulary.join("\n")}\n`);
    return readTokenizer(folder);
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}
