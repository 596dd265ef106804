import { describe, expect, test } from "vitest";
import { madeResult } from "../testing/made-result.ts";
import { renderReport, type ReportInput } from "./render-report.ts";

const result = madeResult(
  ["request_next_step", "ask_question_recipe_steps", "stop"],
  [
    [0, 0, 200],
    [0, 1, 14],
    [1, 1, 150],
    [1, 0, 9],
    [2, 2, 10],
  ],
);
const input: ReportInput = {
  title: "Cooking, test split",
  result,
  metrics: { accuracy: result.accuracy, spearman_cosine: 0.42424, pearson_cosine: NaN },
  configSummary: { base: "all-MiniLM-L6-v2", epochs: 2, shuffled: false },
  examples: Array.from(result.targets, (_, i) => ({ text: `text ${i}` })),
};

describe("the report", () => {
  test("has the headline, the metrics, the run and all sections", () => {
    const page = renderReport(input);
    expect(page).toContain("<strong>94.0 %</strong>");
    expect(page).toContain("the right one for 360 of 383 texts");
    expect(page).toContain("<dt>spearman_cosine</dt><dd>0.4242</dd>");
    expect(page).toContain("<dt>pearson_cosine</dt><dd>–</dd>");
    expect(page).not.toContain("<dt>accuracy</dt>");
    expect(page).toContain("<dt>epochs</dt><dd>2</dd>");
    expect([...page.matchAll(/<h2>([^<]*)<\/h2>/g)].map((match) => match[1])).toEqual([
      "Labels",
      "Most frequent confusions",
      "Confusion matrix",
      "Scores",
      "Wrong predictions",
      "Run",
    ]);
    expect(page.replaceAll("<wbr>", "")).toMatch(
      /14 × <b[^>]*>request_next_step<\/b> taken for <b[^>]*>ask_question_recipe_steps<\/b>/,
    );
  });

  test("leaves out the wrong predictions when it has no texts", () => {
    const { examples: _, ...withoutTexts } = input;
    expect(renderReport(withoutTexts)).not.toContain("Wrong predictions");
  });

  test("needs nothing from anywhere: no script, link, import or address", () => {
    expect(renderReport(input)).not.toMatch(/<script|<link|<img|<iframe|url\(|@import|src=|https?:/i);
  });

  test("is the same for the same input", () => {
    expect(renderReport(input)).toBe(renderReport(input));
  });

  test("escapes every text that comes in", () => {
    const evil = `"><script>alert('1')</script>`;
    const evilResult = madeResult(
      [`${evil}a`, `${evil}b`],
      [
        [0, 0, 1],
        [0, 1, 1],
      ],
    );
    const page = renderReport({
      title: evil,
      result: evilResult,
      metrics: { [evil]: 1 },
      configSummary: { [evil]: evil },
      examples: [{ text: evil }, { text: evil }],
    });
    expect(page).not.toContain("<script");
    expect(page.match(/&lt;script&gt;/g)?.length).toBeGreaterThan(10);
  });

  test("of a perfect result says that there is no mistake", () => {
    const page = renderReport({
      ...input,
      result: madeResult(["a", "b"], [[0, 0, 2]]),
      examples: [{ text: "x" }, { text: "y" }],
    });
    expect(page.match(/<p>None\.<\/p>/g)).toHaveLength(2);
  });

  test("refuses examples that are not those that were evaluated", () => {
    expect(() => renderReport({ ...input, examples: [{ text: "x" }] })).toThrow(
      expect.objectContaining({ code: "ARGUMENT_INVALID" }),
    );
  });
});
