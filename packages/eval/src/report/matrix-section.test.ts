import { describe, expect, test } from "vitest";
import { confusionPairs } from "../classification/confusion-pairs.ts";
import { madeResult } from "../testing/made-result.ts";
import { matrixSection } from "./matrix-section.ts";

const anchorOf = (index: number): string => `pair-${index + 1}`;
const section = async (result: ReturnType<typeof madeResult>): Promise<string> =>
  (await matrixSection(result, confusionPairs(result), anchorOf)).content;

describe("the confusion matrix of few labels", () => {
  const small = madeResult(
    ["stop", "a & b", "never"],
    [
      [0, 0, 3],
      [0, 1, 1],
      [1, 1, 2],
    ],
  );

  test("names rows and columns, counts every cell above zero and leads to the texts of a pair", async () => {
    const html = await section(small);
    expect(html).toContain('<th scope="row">stop</th><td class="right" style="--tint:35">3</td>');
    expect(html).toContain('<td class="wrong" style="--tint:23"><a href="#pair-1">1</a></td>');
    expect(html.match(/<th scope="col"><span title="a &amp; b">a &amp; b<\/span><\/th>/g)).toHaveLength(1);
    expect(html).not.toContain("others");
  });

  test("puts labels that are taken for each other into one group, the others below", async () => {
    const html = await section(small);
    const groups = html
      .split("<tbody>")
      .slice(1)
      .map((body) => [...body.matchAll(/scope="row">([^<]*)/g)].map((m) => m[1]));
    expect(groups).toEqual([["stop", "a &amp; b"], ["never"]]);
  });
});

describe("of 150 labels", () => {
  const names = Array.from({ length: 150 }, (_, k) => `label ${k}`);
  const many = madeResult(names, [
    ...names.map((_, k): [number, number, number] => [k, k, 4]),
    ...names.slice(0, 60).map((_, k): [number, number, number] => [2 * k, 2 * k + 1, 1 + (k < 5 ? 3 : 0)]),
  ]);

  test("at most 24 are in the table, the most confused ones; the rest of a row is one cell", async () => {
    const html = await section(many);
    expect(html.match(/scope="row"/g)?.length).toBeLessThan(24 + 100 + 200);
    const table = html.slice(0, html.indexOf("</table>"));
    expect(table.match(/scope="row"/g)).toHaveLength(24);
    expect(table).toContain(">label 8<");
    expect(table).toContain("126 labels with fewer mistakes");
  });

  test("the whole is drawn behind it, with a mark for every cell that holds texts", async () => {
    const html = await section(many);
    expect(html).toContain("The whole matrix, 150 labels");
    expect(html.match(/<rect [^>]*><title>/g)).toHaveLength(150 + 60);
    expect(html).toContain("<title>4 of 8 texts of label 0 taken for label 1</title>");
  });
});

test("a label in a tooltip of the picture cannot become markup", async () => {
  const names = Array.from({ length: 30 }, (_, k) => `</title><script>alert("${k}")</script>\u0001`);
  const html = await section(madeResult(names, [[0, 1, 2]]));
  expect(html).toContain("The whole matrix");
  expect(html).not.toContain("<script");
  expect(html).not.toContain("\u0001");
});

test("without a mistake, a large matrix has nothing to show", async () => {
  const names = Array.from({ length: 400 }, (_, k) => `label ${k}`);
  const html = await section(
    madeResult(
      names,
      names.map((_, k): [number, number, number] => [k, k, 1]),
    ),
  );
  expect(html.trim()).toBe("<p>No label is taken for another.</p>");
});
