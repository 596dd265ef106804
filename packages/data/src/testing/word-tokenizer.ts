import type { Tokenise } from "../example/tokenise.ts";

/** Splits at blanks, knows the `words` in lower case (any other is token 1), reads `longest` tokens at most. */
export function wordTokenizer(words: readonly string[], longest = Infinity): Tokenise {
  return (input) => {
    const all = [input]
      .flat()
      .join(" ")
      .toLowerCase()
      .split(/[\s\u200B]+/)
      .filter((word) => word !== "")
      .map((word) => (words.includes(word) ? 2 + words.indexOf(word) : 1));
    const known = all.some((id) => id !== 1);
    return {
      ids: Int32Array.from(all.slice(0, longest)),
      truncated: all.length > longest,
      content: all.length === 0 ? "none" : known ? "known" : "unknown",
    };
  };
}
