import { describe, expect, test } from "vitest";
import { madeResult } from "../testing/made-result.ts";
import { closerLook } from "../look/closer-look.ts";
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
  facts: { base: "all-MiniLM-L6-v2", epochs: 2, shuffled: false },
  examples: Array.from(result.targets, (_, i) => ({ text: `text ${i}`, id: `test.csv:${i + 1}` })),
};

const headings = (page: string): (string | undefined)[] =>
  [...page.matchAll(/<h2 id="[^"]*">([^<]*)<\/h2>/g)].map((match) => match[1]);

describe("the report", () => {
  test("has the headline with its interval, what it is measured against, and the parts in the order of reading", async () => {
    const page = (await renderReport(input)).replaceAll("\u00A0", " ");
    expect(page).toContain("<strong>94.0 %</strong>");
    // statsmodels: proportion_confint(360, 383, method="wilson") = 0.91152, 0.95960
    expect(page).toContain("accuracy, 95 % interval 91.2 % to 96.0 %");
    expect(page).toContain("right for 360 of 383 texts");
    expect(page).toMatch(/most frequent label,\s+request_next_step, would be right for 55\.9 %/);
    expect(headings(page)).toEqual([
      "If the least certain are left to a person",
      "Labels",
      "Labels taken for each other",
      "Confusion matrix",
      "Wrong texts",
      "Scores",
      "What was measured",
      "Evaluator metrics",
    ]);
    expect(page).toContain("<dt>epochs</dt><dd>2</dd>");
  });

  test("keeps the evaluators' metrics closed, without those that stand at the top", async () => {
    const page = await renderReport(input);
    expect(page).toMatch(/<details><summary>2 metrics<\/summary>/);
    expect(page).toContain('spearman_<wbr>cosine</th><td class="number">0.4242</td>');
    expect(page).toContain('pearson_<wbr>cosine</th><td class="number">–</td>');
  });

  test("leaves out the wrong texts, and links to them, when it has no texts", async () => {
    const { examples: _, ...withoutTexts } = input;
    const page = await renderReport(withoutTexts);
    expect(headings(page)).not.toContain("Wrong texts");
    expect(page).not.toContain('href="#pair');
  });

  test("needs nothing from anywhere: no script, link, import or address but of the page and of its own CSV", async () => {
    const page = await renderReport(input);
    expect(page).not.toMatch(/<script|<link|<img|<iframe|url\(|@import|src=/i);
    const addresses = [...page.matchAll(/href="([^"]{0,20})/g)].map((match) => match[1]);
    expect(addresses.filter((address) => !/^(#|data:text\/csv)/.test(address as string))).toEqual([]);
  });

  test("says of every heading what it heads, and of every picture what it shows, with its numbers", async () => {
    const page = await renderReport(input);
    expect(page.match(/<th\b(?! scope)/)).toBeNull();
    const pictures = page.match(/<svg\b[^>]*>/g) ?? [];
    expect(pictures).toHaveLength(2);
    expect(pictures.filter((svg) => !/role="img"/.test(svg) || !/aria-label="[^"]{20,}"/.test(svg))).toEqual([]);
    expect(page.match(/As a table/g)).toHaveLength(2);
  });

  test("every link within the page leads somewhere", async () => {
    const page = await renderReport(input);
    const ids = new Set([...page.matchAll(/ id="([^"]*)"/g)].map((match) => match[1]));
    const targets = [...page.matchAll(/href="#([^"]*)"/g)].map((match) => match[1]);
    expect(targets.length).toBeGreaterThan(8);
    expect(targets.filter((target) => !ids.has(target))).toEqual([]);
    expect(ids.size).toBe([...page.matchAll(/ id="/g)].length);
  });

  test("is the same for the same input", async () => {
    expect(await renderReport(input)).toBe(await renderReport(input));
  });

  test("escapes every text that comes in", async () => {
    const evil = `"><script>alert('1')</script>`;
    const evilResult = madeResult(
      [`${evil}a`, `${evil}b`],
      [
        [0, 0, 1],
        [0, 1, 1],
      ],
    );
    const neighbour = { text: evil, id: evil, label: evil, cosine: 1 };
    const told = { id: evil, text: evil, label: evil, model: evil, other: evil };
    const page = await renderReport({
      title: evil,
      result: evilResult,
      metrics: { [evil]: 1 },
      facts: { [evil]: evil },
      examples: [
        { text: evil, id: evil },
        { text: evil, id: evil },
      ],
      neighbours: new Map([[1, [neighbour]]]),
      comparison: {
        total: 2,
        model: { accuracy: 0.5, correct: 1, interval: { low: 0, high: 1 } },
        other: { accuracy: 0.5, correct: 1, interval: { low: 0, high: 1 } },
        difference: { value: 0, low: -1, high: 1 },
        verdict: "tied",
        pValue: 1,
        bothRight: 0,
        bothWrong: 0,
        groupCount: 2,
        onlyModel: [told],
        onlyOther: [told],
        names: { model: evil, other: evil },
      },
    });
    expect(page).not.toContain("<script");
    expect(page.match(/&lt;script&gt;/g)?.length).toBeGreaterThan(20);
  });

  test.each([
    ["a perfect result", madeResult(["a", "b"], [[0, 0, 2]])],
    ["only mistakes", madeResult(["a", "b"], [[0, 1, 2]])],
    ["one label", madeResult(["a"], [[0, 0, 2]])],
  ])("of %s has no figure that is none", async (_, odd) => {
    const example = { id: "t.csv:1", where: "", text: "x", label: "a", split: "test", source: "t.csv" } as const;
    const examples = [example, example];
    const scores = { scores: odd.predictions.scores, labelCount: odd.perLabel.length, targets: odd.targets };
    const evaluation = { examples, input: scores, result: odd, outOfScope: { scores: new Float32Array() } };
    const look = closerLook(
      evaluation,
      { examples: [...examples, { ...example, split: "train" }] },
      { temperature: 1 },
    );
    const page = await renderReport({ ...input, result: odd, examples, look });
    expect(page.replace(/<style>[\s\S]*<\/style>/, "")).not.toMatch(/NaN|Infinity|undefined|null/);
  });

  test("refuses examples that are not those that were evaluated", async () => {
    await expect(renderReport({ ...input, examples: [{ text: "x" }] })).rejects.toMatchObject({
      code: "ARGUMENT_INVALID",
    });
  });
});
