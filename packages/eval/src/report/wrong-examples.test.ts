import { expect, test } from "vitest";
import { madeResult } from "../testing/made-result.ts";
import { wrongExamples } from "./wrong-examples.ts";

test("a wrong text is shown with what was expected, predicted and its score", () => {
  const html = wrongExamples(
    madeResult(
      ["<a>", "b"],
      [
        [0, 0, 1],
        [0, 1, 1],
      ],
    ),
    ["right one", "<script>wrong one"],
  );
  expect(html).toContain("&lt;script&gt;wrong one");
  expect(html).toContain("&lt;a&gt;");
  expect(html).toContain("with score 1.000");
  expect(html).not.toContain("right one");
});

test("the most confident mistake comes first, and what is not shown is counted", () => {
  const result = madeResult(["a", "b"], [[0, 1, 250]]);
  const html = wrongExamples(
    result,
    Array.from(result.predictions.score, (score) => `text at ${score.toFixed(3)}`),
  );
  const shown = [...html.matchAll(/text at ([\d.]+)/g)].map((match) => Number(match[1]));
  expect(shown).toHaveLength(200);
  expect(shown).toEqual(shown.toSorted((a, b) => b - a));
  expect(html).toContain("250 texts, the most confident mistakes first; the last 50 are not shown");
});

test("of a megabyte of text the beginning and the length are shown", () => {
  const html = wrongExamples(madeResult(["a", "b"], [[0, 1, 1]]), ["x".repeat(1_000_000)]);
  expect(html.length).toBeLessThan(2000);
  expect(html).toContain("… (1,000,000 characters)");
});

test("no mistake is said to be none", () => {
  expect(wrongExamples(madeResult(["a", "b"], [[0, 0, 1]]), ["x"])).toBe("<p>None.</p>");
});
