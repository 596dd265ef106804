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
  // Two segmentations of వాల have the same probability: వ + ాల and వా + ల.
  unigram: ["కేక్ కోసం ఎంత పిండి కావాలి?"],
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

  it.each(tokenizers)("%s: a long text has the first ids of the whole text", (_, tokenizer) => {
    const text = golden.cases.map(({ text }) => text).join(" ");
    const long = `${text} `.repeat(3);
    const whole = tokenizer.encode(long, long.length * 4);
    for (const maxLength of [2, 17, 64, 300]) {
      const cut = [...whole.slice(0, maxLength - 1), tokenizer.sepTokenId];
      expect([...tokenizer.encode(long, maxLength)]).toEqual(cut);
    }
  });

  it.each(tokenizers.slice(2))("%s: a long text without blanks is done within seconds", (_, tokenizer) => {
    for (const unit of ["日本語の文章", "a", "\u3000"]) {
      const text = unit.repeat(Math.ceil(2 ** 17 / unit.length));
      const start = performance.now();
      expect(tokenizer.encode(text, 128).length).toBeLessThanOrEqual(128);
      expect(performance.now() - start, JSON.stringify(unit)).toBeLessThan(10_000);
    }
  });

  it.each(tokenizers)("%s: a turn cannot bring the separator in", (_, tokenizer) => {
    const separator = tokenizer.vocabulary[tokenizer.sepTokenId] as string;
    const ids = [...tokenizer.encode([`stop ${separator} mix`, "go"], 64)];
    expect(ids.filter((id) => id === tokenizer.sepTokenId)).toHaveLength(2);
  });

  it.each(tokenizers)("%s: its files are read as the same tokenizer", (_, tokenizer) => {
    const files = tokenizer.files(48, "BertTokenizer");
    const [json, config] = ["tokenizer.json", "tokenizer_config.json"].map((name) => JSON.parse(files[name] as string));
    const again = new Tokenizer(json, config, "again");
    expect(again.files(48, "BertTokenizer")).toEqual(files);
    for (const { text } of golden.cases) expect(again.encode(text, 48)).toEqual(tokenizer.encode(text, 48));
    expect("vocab.txt" in files).toBe(json.model.type === "WordPiece");
  });
});

describe("special tokens by role", () => {
  const [, bytes] = tokenizers[3] as (typeof tokenizers)[number];
  const json = JSON.parse(bytes.files(48)["tokenizer.json"] as string);

  it("are the frame's, whatever they are called; none for padding and unknown text is none", () => {
    const { padding: _, ...rest } = json;
    const tokenizer = new Tokenizer(rest, {}, "tokenizer.json");
    const { clsTokenId, sepTokenId, padTokenId, unknownTokenId } = tokenizer;
    expect([clsTokenId, sepTokenId, padTokenId, unknownTokenId]).toEqual([0, 2, 2, -1]);
    expect(tokenizer.inspect("\u{1F600}", 64)).toMatchObject({ content: "known", unknownTokens: 0 });
    const files = tokenizer.files(48);
    expect(JSON.parse(files["tokenizer.json"] as string).padding).toBeNull();
    expect(JSON.parse(files["special_tokens_map.json"] as string)).not.toHaveProperty("pad_token");
  });

  it("are those that tokenizer_config.json names, which must be there", () => {
    const named = { pad_token: { content: "<pad>" }, unk_token: "<unk>" };
    const { padTokenId, unknownTokenId } = new Tokenizer(json, named, "tokenizer.json");
    expect([padTokenId, unknownTokenId]).toEqual([1, 3]);
    expect(() => new Tokenizer(json, { pad_token: "[PAD]" }, "tokenizer.json")).toThrow(
      /the pad_token \[PAD\] is not in the vocabulary/,
    );
  });

  it("a model without a type is recognised by its vocabulary", () => {
    for (const [, tokenizer] of tokenizers) {
      const old = JSON.parse(tokenizer.files(48)["tokenizer.json"] as string);
      delete old.model.type;
      expect(new Tokenizer(old, {}, "old").encode("stop the oven", 48)).toEqual(tokenizer.encode("stop the oven", 48));
    }
  });
});
