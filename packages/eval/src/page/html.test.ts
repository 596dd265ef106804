import fc from "fast-check";
import { expect, test } from "vitest";
import { capitalised, counted, escapeHtml, labelHtml, percent, percentNumber, percentRange } from "./html.ts";

test("markup, quotes and control characters are made harmless", () => {
  expect(escapeHtml(`<b title="x">'&'\u0000\u001B</b>`)).toBe(
    "&lt;b title=&quot;x&quot;&gt;&#39;&amp;&#39;\uFFFD\uFFFD&lt;/b&gt;",
  );
});

test("no text can open a tag or leave an attribute", () => {
  fc.assert(
    fc.property(fc.string({ unit: "binary" }), (text) => {
      expect(escapeHtml(text)).not.toMatch(/[<>"']/);
    }),
  );
});

test("line breaks and tabs stay", () => {
  expect(escapeHtml("a\n\tb")).toBe("a\n\tb");
});

test("a label may break after an underscore or a hyphen", () => {
  expect(labelHtml("ask_<next>-step")).toBe("ask_<wbr>&lt;next&gt;-<wbr>step");
});

test("percentages have one decimal, and what is no number is a dash", () => {
  expect(percent(0.79315)).toBe("79.3\u00A0%");
  expect(percent(NaN)).toBe("–");
  expect([percentNumber(0.79315), percentNumber(Infinity)]).toEqual(["79.3", "–"]);
  expect(percentRange({ low: 0.761, high: 0.8222 })).toBe("76.1 to 82.2");
});

test("a count agrees with its noun", () => {
  expect(counted(1, "text")).toBe("1 text");
  expect(counted(1234, "text")).toBe("1,234 texts");
});

test("a caption begins with a capital", () => {
  expect([capitalised("loss by step"), capitalised("")]).toEqual(["Loss by step", ""]);
});
