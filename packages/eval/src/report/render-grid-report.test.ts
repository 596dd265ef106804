import { describe, expect, test } from "vitest";
import { renderGridReport, type GridReportInput } from "./render-grid-report.ts";

const setting = (
  rate: string,
  epochs: string,
  mean: number,
  spread = 0,
  repeats = 1,
): GridReportInput["settings"][number] => ({
  values: { learningRate: rate, epochs },
  mean,
  lowest: mean - spread,
  highest: mean + spread,
  repeats,
});
const input: GridReportInput = {
  title: "Grid g",
  metric: "validation accuracy",
  parameters: ["learningRate", "epochs"],
  settings: [setting("0.00001", "10", 0.9), setting("0.0001", "2", 0.85), setting("0.0001", "10", 0.8)],
  winner: { name: "003", testAccuracy: 0.75, testTexts: 100 },
  tied: ["001"],
  table: { columns: [{ title: "rank", number: true }, { title: "trial" }], rows: [["1", "003"]] },
  failed: [{ name: "004", reason: "TRAINING_DIVERGED: step 3" }],
  facts: { trials: 4 },
  config: { train: { epochs: 2 } },
};

const headings = (page: string): (string | undefined)[] =>
  [...page.matchAll(/<h2 id="[^"]*">([^<]*)<\/h2>/g)].map((match) => match[1]);

describe("the page of a grid", () => {
  test("begins with the winner on test, and says which settings are tied with it", async () => {
    const page = (await renderGridReport(input)).replaceAll("\u00A0", " ");
    // statsmodels: proportion_confint(75, 100, method="wilson") = 0.65696, 0.82455
    expect(page).toContain("accuracy on test, 95 % interval 65.7 % to 82.5 %");
    expect(page).toContain("The best setting is <strong>003</strong>, validation accuracy 0.9000.");
    expect(page).toContain("One setting is tied with it within noise: 001.");
    expect(headings(page)).toEqual(["Ranking", "Settings", "By parameter", "Failed trials", "Grid", "Config"]);
  });

  test("draws every setting as a line, and the metric by each parameter, values by size", async () => {
    const page = await renderGridReport(input);
    expect(page).toContain("3 settings over learningRate, epochs: validation accuracy from 0.8000 to 0.9000");
    expect(page).toContain("validation accuracy by epochs: 0.8500 at 2, 0.8500 at 10");
    expect(page).toContain("validation accuracy by learningRate: 0.9000 at 0.00001, 0.8250 at 0.0001");
  });

  test("shows the spread where settings were repeated", async () => {
    const page = await renderGridReport({
      ...input,
      settings: [setting("1", "2", 0.9, 0.05, 3), setting("1", "3", 0.8, 0.1, 3)],
    });
    expect(headings(page)).toContain("Spread of the repeats");
    expect(page).toMatch(
      />1<\/th><td>learningRate=1 epochs=2<\/td><td class="number">0\.9000<\/td><td class="number">0\.8500<\/td>/,
    );
  });

  test("says at its top what has to be known before figures are compared", async () => {
    const page = await renderGridReport({ ...input, note: "the trials saw <other> texts" });
    expect(page).toContain("<p>The trials saw &lt;other&gt; texts.</p>");
    expect(page.indexOf("The trials saw")).toBeLessThan(page.indexOf("<nav"));
  });

  test("of which nothing has finished has no picture and no winner", async () => {
    const page = await renderGridReport({
      ...input,
      winner: undefined,
      tied: [],
      settings: [setting("1", "2", NaN, NaN, 0)],
    });
    expect(page).toContain("No trial has finished.");
    expect(page).not.toContain("<svg");
    expect(page.replace(/<style>[\s\S]*<\/style>/, "")).not.toMatch(/NaN|Infinity|undefined/);
  });
});
