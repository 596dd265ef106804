import { expect, test } from "vitest";
import { colour, renderFigure } from "./figure.ts";

const figure = {
  caption: "What it <b>shows</b>",
  description: 'Two points, "up" & on',
  plot: (plot: typeof import("@observablehq/plot")) => ({
    x: { label: "step →" },
    marks: [plot.line([1, 2], { stroke: colour("accent") })],
  }),
  columns: [{ title: "step" }],
  rows: [["1"], ["2"]],
};

test("a picture is one thing with a description to a screen reader, and takes the page's colours", async () => {
  const html = await renderFigure(figure);
  expect(html).toMatch(/<svg [^>]*role="img"[^>]*>/);
  expect(html).toMatch(/<svg [^>]*aria-label="Two points, &quot;up&quot; & on"/);
  expect(html.match(/<svg[\s\S]*<\/svg>/)?.[0].match(/aria-label/g)).toHaveLength(1);
  expect(html).toContain('stroke="var(--accent)"');
});

test("it has no size of its own, no style sheet, and its numbers behind it", async () => {
  const html = await renderFigure(figure);
  expect(html).toMatch(/<svg(?![^>]* width=)[^>]*viewBox="0 0 440 250"/);
  expect(html).not.toContain("<style");
  expect(html).toMatch(/<summary>As a table<\/summary>[\s\S]*<th scope="row" class="label">2<\/th>/);
});

test("a large one scrolls by itself on a phone", async () => {
  const html = await renderFigure({ ...figure, large: true });
  expect(html).toMatch(/^<figure class="large">/);
  expect(html).toMatch(/<div class="scroll"[^>]*>\n<svg/);
});

test("the same figure gives the same bytes", async () => {
  expect(await renderFigure(figure)).toBe(await renderFigure(figure));
});
