import { expect, test } from "vitest";
import { closed, scrolling, table } from "./table.ts";

test("every heading has a scope: the first cell of a row names it", () => {
  const html = table({
    caption: "Counts",
    columns: [{ title: "label" }, { title: "texts", number: true }],
    rows: [["a", "3"]],
  });
  expect(html).toContain("<caption>Counts</caption>");
  expect(html).toContain('<th scope="col">label</th><th scope="col" class="number">texts</th>');
  expect(html).toContain('<tr><th scope="row" class="label">a</th><td class="number">3</td></tr>');
  expect(html.match(/<th\b(?! scope)/)).toBeNull();
});

test("what scrolls has a name and can be reached with the keyboard", () => {
  expect(scrolling('a "wide" one', "x")).toMatch(/role="group" aria-label="a &quot;wide&quot; one" tabindex="0"/);
});

test("a part is closed unless it is to be open", () => {
  expect(closed("more", "x")).toMatch(/^<details><summary>more<\/summary>/);
  expect(closed("more", "x", { id: "a", open: true })).toMatch(/^<details open>.*<\/summary>\n<div id="a">\nx/);
});
