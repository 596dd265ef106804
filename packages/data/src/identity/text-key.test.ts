import fc from "fast-check";
import { expect, test } from "vitest";
import { textKey } from "./text-key.ts";

test.each([
  ["Where is my PARCEL", "where is my parcel"],
  ["  where\tis \r\n my  parcel\u00A0", "where is my parcel"],
  ["ou\u0301 est le café", "ou est le cafe"],
  ["où est le cafe\u0301", "ou est le cafe"],
  ["ﬁne, ½ cup Ⅷ", "fine,1⁄2 cup viii"],
  ["ok !", "ok!"],
  ["it 's 350 °F ( hot )", "it's 350°f(hot)"],
  ["这 是 什么", "这是什么"],
  ["zero\u200Bwidth soft\u00ADhyphen bell\u0007", "zerowidth softhyphen bell"],
  ["\u200B\u0000\uFEFF \u2028", ""],
  ["ΟΔΟΣ", "οδοσ"],
  ["οδός", "οδοσ"],
  ["İstanbul", "istanbul"],
  ["Ｆｕｌｌ　ｗｉｄｔｈ", "full width"],
  ["lone \uD83D half", "lone half"],
  ["😀", "😀"],
])("the key of %j is %j", (text, key) => {
  expect(textKey(text)).toBe(key);
});

const anyText = fc.string({ unit: "binary" });

test("a key is its own key", () => {
  fc.assert(
    fc.property(anyText, (text) => {
      expect(textKey(textKey(text))).toBe(textKey(text));
    }),
    { numRuns: 2_000 },
  );
});

test("case, blanks around and doubled, accents on Latin letters and zero-width characters change nothing", () => {
  const words = fc.array(fc.stringMatching(/^[a-z]{1,6}$/), { minLength: 1, maxLength: 6 });
  fc.assert(
    fc.property(words, fc.constantFrom("  ", "\t", "\u00A0", " \u200B"), (parts, blank) => {
      const key = parts.join(" ");
      expect(textKey(`${blank}${parts.join(blank)}${blank}`.toUpperCase())).toBe(key);
      expect(textKey(parts.map((part) => `${part}\u0301`).join(" "))).toBe(key);
    }),
  );
});

test.each([
  [" ", 0],
  ["\u0301", 0],
  [" (", 500_000],
  ["a ", 999_999],
])("a megabyte of %j is done well within the time of a test", (unit, length) => {
  expect(textKey(unit.repeat(500_000))).toHaveLength(length);
});
