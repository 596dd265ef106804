import { readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { goldenFolder, readGolden } from "../testing/tiny-bert.ts";
import { Tokenizer } from "./tokenizer.ts";

const golden = readGolden<{
  maxLength: number;
  tokenizers: Record<string, string>;
  cases: { kind: string; text: string; ids: Record<string, number[]> }[];
}>("script-token-ids.json");
const tokenizers = Object.entries(golden.tokenizers).map(([name, file]) => {
  const path = join(goldenFolder(""), file);
  return [name, new Tokenizer(JSON.parse(readFileSync(path, "utf8")), {}, path)] as const;
});

/** Texts where @huggingface/tokenizers 0.2.0 gives other ids than Python's. */
const knownDivergences: Record<string, readonly string[]> = {
  // Chinese characters beyond the BMP do not stand alone.
  "wordpiece-uncased": ["\u{20000}\u{2A6DF}"],
  "wordpiece-cased": ["\u{20000}\u{2A6DF}"],
};

describe("token ids against Python's for texts in more than 20 scripts", () => {
  it("has four kinds of tokenizer, 24 scripts and awkward texts", () => {
    expect(tokenizers.map(([name]) => name)).toEqual([
      "wordpiece-uncased",
      "wordpiece-cased",
      "unigram",
      "byte-level-bpe",
    ]);
    expect(golden.cases.length).toBeGreaterThan(100);
    expect(new Set(golden.cases.map(({ kind }) => kind)).size).toBeGreaterThanOrEqual(30);
  });

  it.each(tokenizers)("%s: equal, but for the divergences that are known", (name, tokenizer) => {
    const differing = golden.cases.filter(
      ({ text, ids }) => String([...tokenizer.encode(text, golden.maxLength)]) !== String(ids[name]),
    );
    expect(differing.map(({ text }) => text)).toEqual(knownDivergences[name] ?? []);
  });
});
