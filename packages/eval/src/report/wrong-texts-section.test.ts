import { describe, expect, test } from "vitest";
import { confusionPairs } from "../classification/confusion-pairs.ts";
import { labelAccuracy } from "../classification/label-accuracy.ts";
import { madeResult } from "../testing/made-result.ts";
import type { Neighbours } from "../explain/nearest-training-texts.ts";
import { pairAnchor, wrongTextsSection, type ReportedText } from "./wrong-texts-section.ts";

const section = (
  result: ReturnType<typeof madeResult>,
  texts: readonly ReportedText[],
  neighbours?: ReadonlyMap<number, Neighbours>,
): string => wrongTextsSection(result, confusionPairs(result), texts, neighbours).content;

describe("a wrong text", () => {
  const result = labelAccuracy({
    scores: Float32Array.of(0.25, 0.75, 0.5, 0.9, 0.1, 0.2),
    labelCount: 3,
    targets: Int32Array.of(0, 0),
    labelNames: ["<a>", "b", "c"],
  });
  const texts = [{ text: "<script>wrong one", id: "test.csv:7" }, { text: "right one" }];

  test("stands with its row, both labels with scores, the right one's place, and the runner-up", () => {
    const html = section(result, texts).replaceAll("\n", " ");
    expect(html).toContain("<q>&lt;script&gt;wrong one</q>");
    expect(html).toContain(
      "is <b>&lt;a&gt;</b> 0.250 (place 3), taken for <b>b</b> 0.750; runner-up <b>c</b> 0.500; test.csv:7",
    );
    expect(html).not.toContain("<q>right one");
  });

  test("stands with the nearest training texts where they were looked for", () => {
    const near = new Map([[0, [{ text: "a near one", id: "train.csv:3", label: "<a>", cosine: 0.875 }]]]);
    expect(section(result, texts, near)).toContain(
      "nearest training text of <b>&lt;a&gt;</b>: “a near one” (cosine 0.875, train.csv:3)",
    );
  });

  test("lies in the CSV with all of it", () => {
    const address = /href="data:text\/csv;charset=utf-8,([^"]*)"/.exec(section(result, texts))?.[1] as string;
    expect(decodeURIComponent(address)).toBe(
      "id,text,expected,predicted,score,expected_score,expected_rank,runner_up,runner_up_score\r\n" +
        "test.csv:7,<script>wrong one,<a>,b,0.750000,0.250000,3,c,0.500000\r\n",
    );
  });
});

test("pairs of one text share a group, the others have one each; the first is open", () => {
  const result = madeResult(
    ["a", "b", "c"],
    [
      [0, 1, 3],
      [1, 2, 1],
      [2, 0, 1],
    ],
  );
  const html = section(
    result,
    Array.from(result.targets, (_, i) => ({ text: `text ${i}` })),
  );
  expect(html).toMatch(/<details open><summary>a and b: 3 texts<\/summary>\n<div id="pair-1">/);
  expect(html).toMatch(/<details><summary>Rarer pairs: 2 texts<\/summary>\n<div id="rarer-pairs">/);
  expect([0, 1, 2].map((index) => pairAnchor(confusionPairs(result), index))).toEqual([
    "pair-1",
    "rarer-pairs",
    "rarer-pairs",
  ]);
});

test("the most confident mistake comes first; of many some are shown, some on demand, and the rest counted", () => {
  const result = madeResult(["a", "b"], [[0, 1, 250]]);
  const html = section(
    result,
    Array.from(result.predictions.score, (score) => ({ text: `text at ${score.toFixed(3)}` })),
  );
  const shown = [...html.matchAll(/<q>text at ([\d.]+)/g)].map((match) => Number(match[1]));
  expect(shown).toHaveLength(48);
  expect(shown).toEqual(shown.toSorted((a, b) => b - a));
  expect(html).toContain("<details><summary>40 more texts</summary>");
  expect(html).toContain("And 202 more texts, in the CSV.");
  expect(html).toContain("Save as CSV (250 rows)");
});

test("no mistake is said to be none", () => {
  expect(section(madeResult(["a", "b"], [[0, 0, 1]]), [{ text: "x" }])).toBe("<p>None.</p>");
});
