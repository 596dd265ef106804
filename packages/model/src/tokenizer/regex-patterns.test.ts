import { expect, it } from "vitest";
import { checkRegexPatterns } from "./regex-patterns.ts";

const replace = (pattern: unknown): unknown => ({ normalizer: { type: "Replace", pattern, content: " " } });

it.each([String.raw`\s+`, " {2,}", String.raw`\p{Mn}`])("takes %s, which models use", (pattern) => {
  expect(() => checkRegexPatterns(replace({ Regex: pattern }), "t.json")).not.toThrow();
});

it("takes plain text, whatever it looks like, and tokens that look like a pattern", () => {
  expect(() => checkRegexPatterns(replace({ String: "(a+)+$" }), "t.json")).not.toThrow();
  expect(() => checkRegexPatterns({ model: { vocab: { Regex: 1 } } }, "t.json")).not.toThrow();
});

it.each([String.raw`\s+$`, "(a|a)*b", "", 7])("refuses %j with its place and what is allowed", (pattern) => {
  expect(() => checkRegexPatterns(replace({ Regex: pattern }), "t.json")).toThrow(
    expect.objectContaining({
      code: "MODEL_UNSUPPORTED",
      message: expect.stringContaining(`t.json: normalizer.pattern: the regular expression ${JSON.stringify(pattern)}`),
      hint: expect.stringContaining(String.raw`"\\s+"`),
    }),
  );
});
