import fc from "fast-check";
import { expect, it } from "vitest";
import { redactText } from "./redact-text.ts";

it.each([
  ["write to anna.b+x@mail.example.co.uk now", "write to [email] now"],
  ["see https://shop.example/o?id=3 or www.shop.example", "see [address] or [address]"],
  ["IBAN DE89 3704 0044 0532 0130 00 please", "IBAN [account] please"],
  ["card 4111 1111 1111 1111, call +49 (0)30 901820", "card [number], call [number]"],
  ["order 1234567 and AB12-CD34-99", "order [number] and [code]"],
  ["2 eggs, 350 g flour, 180 degrees, step 12", "2 eggs, 350 g flour, 180 degrees, step 12"],
  ["how do i get a refund?", "how do i get a refund?"],
])("%s", (text, redacted) => {
  expect(redactText(text)).toBe(redacted);
});

it("what is redacted once stays as it is, and takes time in proportion to the length", () => {
  fc.assert(
    fc.property(fc.string({ maxLength: 200 }), (text) => {
      const once = redactText(text);
      expect(redactText(once)).toBe(once);
    }),
  );
  const began = performance.now();
  for (const piece of ["a@", "1 ", "A1-", "www.", "AB12 ", "a.b@c."]) redactText(piece.repeat(4000 / piece.length));
  expect(performance.now() - began).toBeLessThan(500);
});
