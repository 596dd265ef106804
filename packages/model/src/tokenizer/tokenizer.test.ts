import { cpSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { readJsonFile } from "@intentsmith/core";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { goldenTokenIds, knownDivergences, type GoldenTokenIds } from "../testing/python-token-ids.ts";
import { tinyBertFolder } from "../testing/tiny-bert.ts";
import { readTokenizer } from "./read-tokenizer.ts";

const { cases } = goldenTokenIds;
const tokenizer = readTokenizer(tinyBertFolder);

describe("token ids against Python's golden file", () => {
  it("has every kind of awkward text", () => {
    expect(cases.length).toBeGreaterThanOrEqual(150);
    expect(new Set(cases.map(({ kind }) => kind)).size).toBeGreaterThanOrEqual(16);
  });

  it.each(cases.filter(({ text }) => !knownDivergences[text]))("gives Python's ids: $kind $text", (goldenCase) => {
    expect([...tokenizer.encode(goldenCase.text, 48)]).toEqual(goldenCase.tinyIds);
  });

  it.each(Object.entries(knownDivergences))("still has the known divergence of %s", (text, { tinyDiffers }) => {
    const { tinyIds } = cases.find((candidate) => candidate.text === text) as GoldenTokenIds;
    expect(String([...tokenizer.encode(text, 48)]) !== String(tinyIds)).toBe(tinyDiffers);
  });
});

describe("turns", () => {
  const [cls, sep] = [tokenizer.clsTokenId, tokenizer.sepTokenId];
  const inner = (text: string): number[] => [...tokenizer.encode(text, 1_000)].slice(1, -1);

  it("are joined by the separator's id; the last one ends the sequence as ever", () => {
    const ids = [cls, ...inner("stop the oven"), sep, ...inner("mix"), sep];
    expect([...tokenizer.encode(["stop the oven", "mix"], 64)]).toEqual(ids);
    expect([...tokenizer.encode(["stop"], 64)]).toEqual([...tokenizer.encode("stop", 64)]);
    expect(tokenizer.inspect(["", "\u200B"], 64)).toMatchObject({ ids: Int32Array.of(cls, sep, sep), content: "none" });
    expect(tokenizer.inspect(["🐒", "🦧"], 64)).toMatchObject({ content: "unknown" });
    expect([...tokenizer.encode([], 64)]).toEqual([cls, sep]);
  });

  it("cannot bring the separator in: what spells it is text", () => {
    // A text alone gets it, as in Python
    expect(inner("stop [SEP] mix")).toContain(sep);
    const ids = [...tokenizer.encode(["stop [SEP] mix [SEP]", "go"], 64)];
    expect(ids.filter((id) => id === sep)).toHaveLength(2);
    expect(ids).toEqual([cls, ...inner("stop [ SEP ] mix [ SEP ]"), sep, ...inner("go"), sep]);
    expect(inner("[ SEP ]").length).toBeGreaterThan(2);
    const long = [...tokenizer.encode(["[SEP] ".repeat(5_000), "go"], 64)];
    expect(long.filter((id) => id === sep)).toHaveLength(1);
  });

  it("have the ids of one string joined by the separator's name, as many as fit whole, unless they spell it", () => {
    const turn = fc.oneof(
      fc.constantFrom(...cases.map(({ text }) => text)),
      fc.string({ unit: "grapheme", maxLength: 40 }),
      fc.constantFrom("stop the oven. ".repeat(300), "é\u0301 ", "", " ", "[", "SEP]", "中", "ok [MASK]"),
    );
    fc.assert(
      fc.property(
        fc.array(turn, { minLength: 1, maxLength: 4 }),
        fc.integer({ min: 2, max: 80 }),
        (turns, maxLength) => {
          fc.pre(!turns.some((text) => text.includes("[SEP]")));
          const { ids, turnsLeftOut = 0, truncated } = tokenizer.inspect(turns, maxLength);
          const joined = (count: number): string => turns.slice(0, count).join(" [SEP] ");
          const kept = turns.length - turnsLeftOut;
          expect(ids).toEqual(tokenizer.encode(joined(kept), maxLength));
          // The current text is cut exactly where it is too long alone, and the next turn has no room.
          expect(truncated).toBe(tokenizer.inspect(joined(1), maxLength).truncated);
          if (turnsLeftOut > 0) expect(tokenizer.inspect(joined(kept + 1), maxLength).truncated).toBe(true);
        },
      ),
      { numRuns: 400 },
    );
  });

  it("say whether they were cut", () => {
    expect(tokenizer.inspect(["stop", "mix"], 5)).toMatchObject({ truncated: false, turnsLeftOut: 0 });
    expect(tokenizer.inspect(["stop", "mix", "mix"], 6)).toMatchObject({
      ids: Int32Array.of(cls, ...inner("stop"), sep, ...inner("mix"), sep),
      truncated: false,
      turnsLeftOut: 1,
    });
    expect(tokenizer.inspect(["stop the oven", "mix"], 3)).toMatchObject({ truncated: true, turnsLeftOut: 1 });
  });

  it("a short turn does not jump the queue: where a newer one has no room, the older ones stay out, too", () => {
    expect(tokenizer.inspect(["stop", "stop the oven", "mix"], 6)).toMatchObject({
      ids: Int32Array.of(cls, ...inner("stop"), sep),
      turnsLeftOut: 2,
    });
  });
});

describe("truncation", () => {
  const word = fc.constantFrom(
    "stop",
    "the",
    "flour",
    "½",
    "Σ",
    "ß",
    "中",
    "[SEP]",
    "x".repeat(120),
    "e\u0301",
    ".",
    "'",
  );
  const space = fc.constantFrom(" ", "\n", "", "\t", "\u00A0", "\u0301");
  const text = fc
    .array(fc.tuple(word, space, fc.integer({ min: 1, max: 400 })), { maxLength: 20 })
    .map((parts) => parts.map(([word, space, times]) => (word + space).repeat(times)).join(""));

  it("gives the first ids of the whole text, however long it is", () => {
    fc.assert(
      fc.property(text, fc.integer({ min: 2, max: 300 }), (text, maxLength) => {
        const whole = tokenizer.encode(text, text.length + 2);
        const cut = tokenizer.encode(text, maxLength);
        if (whole.length <= maxLength) expect(cut).toEqual(whole);
        else expect([...cut]).toEqual([...whole.slice(0, maxLength - 1), tokenizer.sepTokenId]);
      }),
      { numRuns: 200 },
    );
  });

  it("says whether anything was cut off, and whether anything is known", () => {
    const [cls, sep, unknown] = [tokenizer.clsTokenId, tokenizer.sepTokenId, tokenizer.unknownTokenId];
    const known = tokenizer.encode("stop", 9)[1] as number;
    expect(tokenizer.inspect("stop 🐒", 4)).toEqual({
      ids: Int32Array.of(cls, known, unknown, sep),
      truncated: false,
      turnsLeftOut: 0,
      content: "known",
      unknownTokens: 1,
    });
    expect(tokenizer.inspect("stop 🐒", 3)).toMatchObject({ truncated: true, content: "known" });
    expect(tokenizer.inspect("🐒 🦧", 8)).toMatchObject({ truncated: false, content: "unknown" });
    for (const nothing of ["", " \n", "\u200B\uFEFF", "\u0000\u0007"]) {
      expect(tokenizer.inspect(nothing, 8), JSON.stringify(nothing)).toEqual({
        ids: Int32Array.of(cls, sep),
        truncated: false,
        turnsLeftOut: 0,
        content: "none",
        unknownTokens: 0,
      });
    }
    expect(tokenizer.inspect("stop the oven. ".repeat(50_000), 128)).toMatchObject({ truncated: true });
  });

  it("keeps [CLS] and [SEP] at the smallest length and refuses a smaller one", () => {
    expect([...tokenizer.encode("stop the oven", 2)]).toEqual([tokenizer.clsTokenId, tokenizer.sepTokenId]);
    expect(() => tokenizer.encode("stop", 1)).toThrow(/at least 2 expected: 1/);
  });

  it.each([
    ["words", "stop the oven. "],
    ["one word", "a"],
    ["Chinese", "中文"],
    ["combining marks", "\u0301\u0323"],
    ["marks that are not accents", "\u302E\u{1D165}"],
    ["marks between control characters", "\u0301\u0000\u0323"],
    ["white space", " "],
    ["control characters", "\u0000\u0007"],
    ["special tokens", "[SEP]"],
    ["capital sigmas", "Σ"],
  ])("comes to an end with a megabyte of %s", (_, unit) => {
    const text = unit.repeat(Math.ceil(2 ** 20 / unit.length));
    expect(tokenizer.encode(text, 256).length).toBeLessThanOrEqual(256);
  });

  it("takes binary garbage", () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 400 }), (bytes) => {
        const ids = tokenizer.encode(Buffer.from(bytes).toString("latin1") + Buffer.from(bytes).toString("utf8"), 64);
        expect(ids[0]).toBe(tokenizer.clsTokenId);
        expect(ids.at(-1)).toBe(tokenizer.sepTokenId);
      }),
    );
  });
});

describe("reading a folder", () => {
  const withFolder = (change: (folder: string) => void, check: (folder: string) => void): void => {
    const folder = mkdtempSync(join(tmpdir(), "tokenizer-"));
    try {
      cpSync(tinyBertFolder, folder, { recursive: true });
      change(folder);
      check(folder);
    } finally {
      rmSync(folder, { recursive: true });
    }
  };
  const edit = (folder: string, change: (json: Record<string, any>) => void): void => {
    const json = readJsonFile(join(folder, "tokenizer.json"), "tokenizer") as Record<string, any>;
    change(json);
    writeFileSync(join(folder, "tokenizer.json"), JSON.stringify(json));
  };

  it("reads vocab.txt alone as the same tokenizer", () => {
    withFolder(
      (folder) => rmSync(join(folder, "tokenizer.json")),
      (folder) => {
        const read = readTokenizer(folder);
        for (const { text } of cases) expect(read.encode(text, 48), text).toEqual(tokenizer.encode(text, 48));
      },
    );
  });

  it("writes files that it reads as the same tokenizer, with truncation and padding of their own", () => {
    withFolder(
      (folder) => {
        for (const [name, content] of Object.entries(tokenizer.files(48))) writeFileSync(join(folder, name), content);
      },
      (folder) => {
        const read = readTokenizer(folder);
        expect(read.vocabulary).toEqual(tokenizer.vocabulary);
        expect(read.files(48)).toEqual(tokenizer.files(48));
        expect(read.modelMaxLength).toBe(48);
        const json = JSON.parse(tokenizer.files(48)["tokenizer.json"] as string);
        expect(json.truncation.max_length).toBe(48);
        expect(json.padding.strategy).toBe("BatchLongest");
      },
    );
  });

  it.each([
    [
      "a regular expression that may take for ever",
      "MODEL_UNSUPPORTED",
      /normalizer\.normalizers\[1\]\.pattern: the regular expression "\(a\+\)\+\$" is not among those/,
      (json: any) => {
        const replace = { type: "Replace", pattern: { Regex: "(a+)+$" }, content: " " };
        json.normalizer = { type: "Sequence", normalizers: [json.normalizer, replace] };
      },
    ],
    [
      "one in the decoder",
      "MODEL_UNSUPPORTED",
      /decoder\.pattern: the regular expression ".\*x"/,
      (json: any) => (json.decoder = { type: "Replace", pattern: { Regex: ".*x" }, content: "" }),
    ],
    [
      "another model",
      "MODEL_UNSUPPORTED",
      /model\.type: one of WordPiece, Unigram, BPE expected, found WordLevel/,
      (json: any) => (json.model.type = "WordLevel"),
    ],
    [
      "a missing vocabulary",
      "TOKENIZER_MALFORMED",
      /model\.vocab: expected .*, found nothing/,
      (json: any) => delete json.model.vocab,
    ],
    [
      "an id used twice",
      "TOKENIZER_MALFORMED",
      /id 5: ids are missing or used twice/,
      (json: any) => (json.model.vocab["."] = 10),
    ],
    [
      "no [CLS]",
      "TOKENIZER_MALFORMED",
      /cls_token \[CLS\] is not in the vocabulary/,
      (json: any) => {
        json.added_tokens[2].content = json.post_processor.single[0].SpecialToken.id = "[START]";
        delete json.model.vocab["[CLS]"];
      },
    ],
    [
      "another frame",
      "MODEL_UNSUPPORTED",
      /framed as "\[CLS\]", one token before and one behind it expected/,
      (json: any) => json.post_processor.single.pop(),
    ],
  ])("refuses a tokenizer.json with %s", (_, code, message, change) => {
    withFolder(
      (folder) => edit(folder, change),
      (folder) => {
        expect(() => readTokenizer(folder)).toThrow(expect.objectContaining({ code }));
        expect(() => readTokenizer(folder)).toThrow(message);
      },
    );
  });

  it("names what is missing", () => {
    withFolder(
      (folder) => ["tokenizer.json", "vocab.txt"].forEach((name) => rmSync(join(folder, name))),
      (folder) => expect(() => readTokenizer(folder)).toThrow(/neither tokenizer.json nor vocab.txt/),
    );
    withFolder(
      (folder) => {
        rmSync(join(folder, "tokenizer.json"));
        writeFileSync(join(folder, "vocab.txt"), "[PAD]\n[UNK]\n[CLS]\nstop\n");
      },
      (folder) => expect(() => readTokenizer(folder)).toThrow(/special token \[SEP\] is missing/),
    );
  });
});
