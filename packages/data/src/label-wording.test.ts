import fc from "fast-check";
import { expect, test } from "vitest";
import { labelToWords } from "./label-wording.ts";

test("underscores and hyphens become spaces", () => {
  expect(labelToWords("ask_question_recipe_steps")).toBe("ask question recipe steps");
  expect(labelToWords("card-arrival")).toBe("card arrival");
  expect(labelToWords("__a - b__")).toBe("a b");
  expect(labelToWords("reverted_card_payment?")).toBe("reverted card payment?");
});

test("wording a worded label changes nothing", () => {
  fc.assert(
    fc.property(fc.string(), (label) => {
      expect(labelToWords(labelToWords(label))).toBe(labelToWords(label));
    }),
  );
});
