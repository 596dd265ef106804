import fc from "fast-check";
import { expect, test } from "vitest";
import { wordTokenizer } from "../testing/word-tokenizer.ts";
import { sameTexts } from "./same-texts.ts";
import { textKey } from "./text-key.ts";

test("spellings of a text are one text", () => {
  expect([...sameTexts(["Stop", "go", "stop ", "GO", "halt"])]).toEqual([0, 1, 0, 1, 2]);
});

test("texts that are the same tokens are one text, also by way of a third", () => {
  const tokenise = wordTokenizer(["go", "a"]);
  expect([...sameTexts(["😀", "go", "😁"], tokenise)]).toEqual([0, 1, 0]);
  expect([...sameTexts(["😀", "go", "😁"])]).toEqual([0, 1, 2]);
  // "b" and "á" are the same unknown token, "á" and "a" have the same key
  expect([...sameTexts(["a", "b", "á"], tokenise)]).toEqual([0, 0, 0]);
});

test("two texts are the same just if a chain of equal keys and equal tokens leads from one to the other", () => {
  const word = fc.constantFrom("a", "A ", "á", "b", "B", "c", "é", "e", "x");
  const tokenise = wordTokenizer(["a", "b", "c"]);
  fc.assert(
    fc.property(fc.array(word, { maxLength: 20 }), (texts) => {
      const linked = (one: string, other: string): boolean =>
        textKey(one) === textKey(other) || tokenise(one).ids.join() === tokenise(other).ids.join();
      const reached = (start: string): Set<string> => {
        const found = new Set([start]);
        for (const text of found) for (const other of texts) if (linked(text, other)) found.add(other);
        return found;
      };
      const numbers = sameTexts(texts, tokenise);
      for (const [i, one] of texts.entries()) {
        for (const [j, other] of texts.entries()) expect(numbers[i] === numbers[j]).toBe(reached(one).has(other));
      }
      const firsts = [...new Set(numbers)];
      expect(firsts).toEqual(firsts.map((_, index) => index));
    }),
  );
});
