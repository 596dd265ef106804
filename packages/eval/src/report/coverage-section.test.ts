import { expect, test } from "vitest";
import { coverageCurve } from "../metrics/coverage.ts";
import { coverageSection } from "./coverage-section.ts";

test("the table says what is gained at each coverage, with its interval and what is still wrong", async () => {
  const sure = Array.from({ length: 100 }, (_, i) => i / 100);
  // the twenty surest are right, of the others every fourth is wrong
  const curve = coverageCurve(
    sure,
    sure.map((_, i) => i >= 80 || i % 4 !== 0),
  );
  const { content } = await coverageSection(curve);
  const rows = [...content.slice(0, content.indexOf("<figure>")).matchAll(/<tr><th scope="row"[^>]*>(.*?)<\/tr>/g)].map(
    (match) =>
      (match[1] as string)
        .replaceAll(/<[^>]*>/g, " ")
        .trim()
        .split(/\s{2,}/),
  );
  // statsmodels: proportion_confint(80, 100, method="wilson") = 0.71116, 0.86663
  expect(rows[0]).toEqual(["100.0", "80.0", "71.1 to 86.7", "20", "0.000"]);
  expect(rows.map(([answered]) => answered)).toEqual(["100.0", "95.0", "90.0", "80.0", "70.0", "50.0"]);
  // of the 50 surest, 52, 56, … 76 are wrong
  expect(rows.at(-1)?.slice(0, 2)).toEqual(["50.0", "86.0"]);
  expect(content).toContain("a threshold is chosen on others");
});

test("answers of one confidence cannot be parted: one row, and a picture all the same", async () => {
  const { content } = await coverageSection(coverageCurve([0.5, 0.5], [true, false]));
  expect(content.slice(0, content.indexOf("<figure>")).match(/scope="row"/g)).toHaveLength(1);
  expect(content).not.toContain("NaN");
});
