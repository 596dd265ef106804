import { expect, test } from "vitest";
import { shortText } from "./short-text.ts";

test("of a megabyte of text the beginning and the length are shown", () => {
  expect(shortText("x".repeat(1_000_000))).toBe(`${"x".repeat(400)}… (1,000,000 characters)`);
  expect(shortText("x".repeat(400))).toBe("x".repeat(400));
});

test("a character of two units is never cut through", () => {
  expect(shortText("ab😀c", 3)).toBe("ab… (5 characters)");
});
