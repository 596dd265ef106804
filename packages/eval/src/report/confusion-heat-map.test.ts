import { expect, test } from "vitest";
import { confusionMatrix } from "../metrics/confusion-matrix.ts";
import { confusionHeatMap } from "./confusion-heat-map.ts";

test("a cell stands for each count above zero and says in words what it counts", () => {
  const html = confusionHeatMap(confusionMatrix([0, 0, 0, 1], [0, 0, 1, 1], 2), ["stop", "a & b"]);
  expect(html.match(/<g>/g)).toHaveLength(3);
  expect(html).toContain("<title>2 texts of stop recognised (of 3)</title>");
  expect(html).toContain("<title>1 × stop taken for a &amp; b (of 3)</title>");
});

test("a matrix of many labels drops the numbers inside the cells, not the cells", () => {
  const labels = Array.from({ length: 77 }, (_, k) => `label ${k}`);
  const index = labels.map((_, k) => k);
  const html = confusionHeatMap(confusionMatrix(index, index, 77), labels);
  expect(html.match(/<g><title>[^<]*<\/title><rect [^>]*\/><\/g>/g)).toHaveLength(77);
});

test("a long name is cut on the axis and whole in its tooltip", () => {
  const name = "a label of a great many words, far too long for an axis";
  const html = confusionHeatMap(confusionMatrix([0], [0], 1), [name]);
  expect(html).toContain("a label of a great many words, …");
  expect(html).toContain(`<title>${name}</title>`);
});
