import { atCoverage, type CoveragePoint } from "../metrics/coverage.ts";
import { wilsonInterval } from "../metrics/wilson-interval.ts";
import { colour, renderFigure } from "../page/figure.ts";
import { percent, percentNumber, percentRange } from "../page/html.ts";
import { scrolling, table } from "../page/table.ts";
import type { Section } from "../page/document.ts";

const tableCoverages = [1, 0.95, 0.9, 0.8, 0.7, 0.5];
/** Points of the drawn line; more could not be told apart. */
const drawnPoints = 100;
/** Rows of the table behind it. */
const listedPoints = 25;

/** What is gained when the texts that the model is least sure of are left to a person: a table and the curve. */
export async function coverageSection(curve: readonly CoveragePoint[]): Promise<Section> {
  const chosen = tableCoverages.flatMap((coverage) => atCoverage(curve, coverage) ?? []);
  const points = chosen.filter((point, i) => point.answered !== chosen[i - 1]?.answered);
  const rows = points.map(({ coverage, accuracy, answered, correct, threshold }) => {
    return [
      percentNumber(coverage),
      percentNumber(accuracy),
      percentRange(wilsonInterval(correct, answered)),
      String(answered - correct),
      threshold.toFixed(3),
    ];
  });
  const caption = "Measured on these texts; a threshold is chosen on others, or it flatters itself.";
  const columns = ["answered, %", "accuracy, %", "95 % interval", "wrong", "threshold"].map((title) => ({
    title,
    number: true,
  }));
  const drawn = thinned(curve, drawnPoints);
  const figure = await renderFigure({
    caption: "Accuracy of the answered texts by the share that is answered.",
    description: describe(curve),
    plot: (Plot) => ({
      x: { label: "answered, % →", domain: [0, 100], labelAnchor: "center" },
      y: { label: "↑ accuracy of these, %", domain: [lowestTick(drawn), 100], grid: true },
      marks: [
        Plot.line(drawn, {
          x: ({ coverage }: CoveragePoint) => 100 * coverage,
          y: ({ accuracy }: CoveragePoint) => 100 * accuracy,
          stroke: colour("accent"),
          strokeWidth: 2,
        }),
      ],
    }),
    columns: [
      { title: "answered, %", number: true },
      { title: "accuracy, %", number: true },
      { title: "threshold", number: true },
    ],
    rows: thinned(curve, listedPoints).map(({ coverage, accuracy, threshold }) => [
      percent(coverage),
      percent(accuracy),
      threshold.toFixed(3),
    ]),
  });
  return {
    id: "coverage",
    title: "If the least certain are left to a person",
    content: `<div class="charts">\n<div>${scrolling("Accuracy by coverage", table({ caption, columns, rows }))}</div>\n${figure}\n</div>`,
  };
}

function describe(curve: readonly CoveragePoint[]): string {
  const half = atCoverage(curve, 0.5);
  const all = curve[0];
  return half === undefined || all === undefined
    ? "Accuracy by coverage"
    : `Accuracy by coverage: ${percent(all.accuracy)} of all texts, ${percent(half.accuracy)} of the surest ${percent(half.coverage)}`;
}

function thinned(curve: readonly CoveragePoint[], most: number): CoveragePoint[] {
  const step = Math.max(1, Math.ceil(curve.length / most));
  return curve.filter((_, i) => i % step === 0 || i === curve.length - 1);
}

/** Where the accuracy axis begins: a ten below the lowest point. */
function lowestTick(points: readonly CoveragePoint[]): number {
  const lowest = points.reduce((least, { accuracy }) => Math.min(least, accuracy), 1);
  return Math.min(90, Math.floor(10 * lowest) * 10);
}
