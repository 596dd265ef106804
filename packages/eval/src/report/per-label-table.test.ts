import { expect, test } from "vitest";
import { perLabelTable } from "./per-label-table.ts";

test("the weakest label comes first, with its bar as long as its F1", () => {
  const html = perLabelTable([
    { label: "strong", precision: 1, recall: 1, f1: 1, support: 3 },
    { label: "<weak>", precision: 0.5, recall: 0.25, f1: 1 / 3, support: 12 },
  ]);
  expect(html.indexOf("&lt;weak&gt;")).toBeLessThan(html.indexOf("strong"));
  expect(html).toContain('style="width:33.3%"');
  expect(html).toContain('<td class="number">12</td>');
});
