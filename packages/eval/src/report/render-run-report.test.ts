import { describe, expect, test } from "vitest";
import { madeResult } from "../testing/made-result.ts";
import { renderRunReport, type RunReportInput } from "./render-run-report.ts";

const result = madeResult(
  ["a", "b"],
  [
    [0, 0, 8],
    [1, 0, 2],
  ],
);
const input: RunReportInput = {
  title: "Run r",
  evaluation: { on: "the test split", result, metrics: { accuracy: 0.8, spearman_cosine: 0.5 } },
  finalMetrics: {},
  curves: [{ name: "loss", along: "step", points: [{ x: 1, y: 2 }] }],
  facts: { seed: 42 },
  config: { train: { epochs: 2, sampler: { type: "grouped" } }, data: { files: ["<a>.csv"] } },
};

const headings = (page: string): (string | undefined)[] =>
  [...page.matchAll(/<h2 id="[^"]*">([^<]*)<\/h2>/g)].map((match) => match[1]);

describe("the page of a run", () => {
  test("begins with its model's accuracy; training, run, config and evaluator metrics follow", async () => {
    const page = await renderRunReport(input);
    expect(page).toContain("Measured on the test split.");
    expect(page).toContain("<strong>80.0\u00A0%</strong>");
    expect(headings(page).slice(-4)).toEqual(["Training", "Run", "Config", "Evaluator metrics"]);
    expect(page).toMatch(/train\.<wbr>sampler\.<wbr>type<\/th><td>grouped<\/td>/);
    expect(page).toContain("[&quot;&lt;a&gt;.csv&quot;]");
  });

  test("without an evaluation shows what the run recorded, and why", async () => {
    const metrics = {
      test_accuracy: 0.75,
      test_accuracy_low: 0.5,
      test_accuracy_high: 0.875,
      validation_accuracy: 0.5,
    };
    const page = await renderRunReport({
      ...input,
      evaluation: undefined,
      without: "its data are not <here>",
      finalMetrics: metrics,
    });
    expect(page.replaceAll("\u00A0", " ")).toContain("accuracy on test, 95 % interval 50.0 % to 87.5 %");
    expect(page).toContain("accuracy on validation</span>");
    expect(page).toContain("its data are not &lt;here&gt;");
    expect(headings(page)).toEqual(["Training", "Run", "Config"]);
  });

  test("has the tables that it is given, as plain texts", async () => {
    const tried = {
      id: "tried",
      title: "What was tried",
      caption: "The best first.",
      columns: [{ title: "method" }, { title: "validation", number: true }],
      rows: [["<b>head</b>", "0.9"]],
    };
    const { curves: _, ...rest } = input;
    const page = await renderRunReport({ ...rest, tables: [tried] });
    expect(page).toContain('<th scope="row" class="label">&lt;b&gt;head&lt;/b&gt;</th><td class="number">0.9</td>');
    expect(headings(page)).toContain("What was tried");
    expect(headings(page)).not.toContain("Training");
  });
});
