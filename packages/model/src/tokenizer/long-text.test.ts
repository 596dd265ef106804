import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { lastSafeCut, shortenMarkRuns } from "./long-text.ts";

/** What BERT's normaliser leaves of a text (lower-casing apart). */
const normalised = (text: string): string =>
  [...text]
    .filter((c) => !/[\p{Cf}\p{Co}\p{Cs}\uFFFD]/u.test(c) && (/[\t\n\r]/.test(c) || !/\p{Cc}/u.test(c)))
    .join("")
    .normalize("NFD")
    .replace(/\p{Mn}/gu, "");

describe("shortenMarkRuns", () => {
  it("leaves ordinary text alone", () => {
    expect(shortenMarkRuns("cre\u0300me bru\u0302le\u0301e \u0000!", 100)).toBe(
      "cre\u0300me bru\u0302le\u0301e \u0000!",
    );
  });

  it("changes nothing that survives normalisation, unless the word is too long to be known", () => {
    const character = fc.constantFrom("a", "e", " ", "\u0301", "\u0323", "\u0344", "\u302E", "\u0000", "\u200D", "\n");
    const text = fc
      .array(fc.tuple(fc.array(character, { minLength: 1, maxLength: 4 }), fc.integer({ min: 1, max: 400 })), {
        maxLength: 8,
      })
      .map((parts) => parts.map(([unit, times]) => unit.join("").repeat(times)).join(""));
    const words = (text: string): string[] =>
      normalised(text)
        .split(/\s+/)
        .map((word) => ([...word].length > 100 ? "[UNK]" : word));
    fc.assert(
      fc.property(text, (text) => {
        expect(words(shortenMarkRuns(text, 100))).toEqual(words(text));
      }),
    );
  });

  it("bounds the run", () => {
    expect(shortenMarkRuns("a" + "\u0301\u302E".repeat(5_000), 100)).toHaveLength(1 + 64 + 101);
  });
});

describe("lastSafeCut", () => {
  it("ends behind the last white space or lone Chinese character", () => {
    expect(lastSafeCut("stop the oven", 10, true)).toBe(9);
    expect(lastSafeCut("stop中文the", 8, true)).toBe(6);
    expect(lastSafeCut("stop中文the", 8, false)).toBe(0);
  });
});
