import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { loadModel } from "../folder/load-model.ts";
import { pruneVocabulary } from "./prune-vocabulary.ts";
import { saveModel } from "../folder/save-model.ts";
import { tinyBertFolder } from "../testing/tiny-bert.ts";

const model = await loadModel(tinyBertFolder);
const { vocabulary } = model.tokenizer;
const row = ({ weights }: typeof model, id: number): number[] => {
  const { data, shape } = weights.get("embeddings.word_embeddings.weight") as { data: Float32Array; shape: number[] };
  return [...data.subarray(id * (shape[1] as number), (id + 1) * (shape[1] as number))];
};
const counts = vocabulary.map((token) => (["recipe", "oven", "##ing"].includes(token) ? 5 : token.length));

describe("pruneVocabulary", () => {
  const needed = vocabulary.filter((token) => /^(\[[A-Z]+\]|(##)?.)$/u.test(token));
  const pruned = pruneVocabulary(model, { size: needed.length + 4, tokenCounts: counts });

  it("keeps special tokens, characters and the most frequent tokens, each with its embedding", () => {
    for (const token of needed) expect(pruned.tokenizer.vocabulary, token).toContain(token);
    const [question, minutes, chitchat] = ["question", "minutes", "chitchat"]; // the longest, so the most frequent here
    expect(pruned.tokenizer.vocabulary).toEqual(expect.arrayContaining([question, minutes, chitchat]));
    for (const [id, token] of pruned.tokenizer.vocabulary.entries()) {
      expect(row(pruned, id), token).toEqual(row(model, vocabulary.indexOf(token)));
    }
    expect(pruned.config.vocabularySize).toBe(needed.length + 4);
  });

  it("leaves text encodable that was so, with the same ids for words that stayed", () => {
    const unknown = (m: typeof model, text: string): boolean =>
      m.tokenizer.encode(text, 500).includes(m.tokenizer.unknownTokenId);
    const character = fc.constantFrom(...needed.filter((token) => Array.from(token).length === 1), " ", " ", "x");
    fc.assert(
      fc.property(fc.array(character, { maxLength: 60 }), (characters) => {
        const text = characters.join("");
        if (!unknown(model, text)) expect(unknown(pruned, text), text).toBe(false);
      }),
      { numRuns: 300 },
    );
    expect(pruned.tokenizer.tokenize("question oven")).toEqual(["question", "o", "##v", "##e", "##n"]);
  });

  it("saves a folder that loads as the pruned model", async () => {
    const parent = mkdtempSync(join(tmpdir(), "prune-"));
    try {
      await saveModel(join(parent, "pruned"), pruned);
      const loaded = await loadModel(join(parent, "pruned"));
      expect(loaded.config).toEqual(pruned.config);
      expect(loaded.tokenizer.vocabulary).toEqual(pruned.tokenizer.vocabulary);
      const text = "[CLS] question, café oven [SEP]";
      expect(loaded.tokenizer.encode(text, 48)).toEqual(pruned.tokenizer.encode(text, 48));
    } finally {
      rmSync(parent, { recursive: true });
    }
  });

  it("without a size keeps what the corpus uses; of its characters only those, and ASCII's", () => {
    const tokenCounts = vocabulary.map((token) => Number(["oven", "é"].includes(token)));
    const kept = pruneVocabulary(model, { tokenCounts, characters: "corpus" }).tokenizer.vocabulary;
    const others = vocabulary.filter((token) => /^(##)?.$/u.test(token) && !/^(##)?[\x21-\x7e]$/.test(token));
    expect(kept).toEqual(vocabulary.filter((t) => t === "oven" || (needed.includes(t) && !others.includes(t))));
    expect(others.length).toBeGreaterThan(0);
    expect(pruneVocabulary(model, { tokenCounts }).tokenizer.vocabulary).toEqual(
      vocabulary.filter((token) => token === "oven" || needed.includes(token)),
    );
  });

  it.each([0, needed.length - 1, vocabulary.length + 1, 120.5])(
    "refuses a size of %d with the sizes that go",
    (size) => {
      expect(() => pruneVocabulary(model, { size, tokenCounts: counts })).toThrow(
        expect.objectContaining({
          code: "ARGUMENT_INVALID",
          message: expect.stringContaining(`expected ${needed.length} to ${vocabulary.length}, received ${size}`),
        }),
      );
    },
  );

  it("does not lose a special token", () => {
    expect(() => model.tokenizer.withVocabulary(["[PAD]", "[UNK]", "[CLS]", "a"])).toThrow(
      /lose the special token \[SEP\]/,
    );
  });
});
