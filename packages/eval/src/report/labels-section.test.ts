import { expect, test } from "vitest";
import { madeResult } from "../testing/made-result.ts";
import { labelsSection } from "./labels-section.ts";

test("the weakest label comes first, with its bar as long as its F1 and what it is taken for", () => {
  const { content } = labelsSection(
    madeResult(
      ["strong", "<weak>", "never"],
      [
        [0, 0, 9],
        [1, 1, 1],
        [1, 0, 3],
      ],
    ),
  );
  const names = [...content.matchAll(/scope="row" class="label">([^<]*)/g)].map((match) => match[1]);
  expect(names).toEqual(["&lt;weak&gt;", "strong", "never"]);
  // precision 1/1, recall 1/4: F1 = 2 · 0.25 / 1.25 = 0.4
  expect(content).toContain(
    '<i style="width:40.0%"></i></span> 40.0</td><td class="number">100.0</td><td class="number">25.0</td>',
  );
  expect(content).toContain('<br><span class="note">taken for strong (3)</span>');
  expect(content).not.toContain("<details>");
});

test("of 150 labels 15 are shown, the others are a click away", () => {
  const names = Array.from({ length: 150 }, (_, k) => `label ${k}`);
  const { content } = labelsSection(
    madeResult(
      names,
      names.map((_, k): [number, number, number] => [k, k, 1]),
    ),
  );
  expect(content.slice(0, content.indexOf("<details>")).match(/scope="row"/g)).toHaveLength(15);
  expect(content).toContain("<summary>135 more labels</summary>");
  expect(content.match(/scope="row"/g)).toHaveLength(150);
});
