import type { ReliabilityBin } from "../calibration/calibration.ts";
import type { Section } from "../page/document.ts";
import { colour, renderFigure } from "../page/figure.ts";
import { percent, percentNumber } from "../page/html.ts";

/** Whether probabilities are to be believed: on the diagonal, of answers at 80 % eight in ten are right. */
export async function reliabilitySection(bins: readonly ReliabilityBin[]): Promise<Section> {
  const filled = bins.filter(({ count }) => count > 0);
  const total = filled.reduce((sum, { count }) => sum + count, 0);
  const gap = filled.reduce((sum, bin) => sum + bin.count * Math.abs(bin.confidence - bin.accuracy), 0) / total;
  const figure = await renderFigure({
    caption: "Share of right answers by their probability; the diagonal is where both are the same.",
    description: `Reliability: probability and share of right answers differ by ${percent(gap)} on average`,
    plot: (Plot) => ({
      x: { label: "probability of the answer, % →", domain: [0, 100], labelAnchor: "center" },
      y: { label: "↑ right answers, %", domain: [0, 100], grid: true },
      marks: [
        Plot.line(
          [0, 100].map((end) => ({ end })),
          { x: "end", y: "end", stroke: colour("soft"), strokeDasharray: "4 3" },
        ),
        Plot.line(filled, { x: percentOf("confidence"), y: percentOf("accuracy"), stroke: colour("accent") }),
        Plot.dot(filled, { x: percentOf("confidence"), y: percentOf("accuracy"), r: 4, fill: colour("accent") }),
      ],
    }),
    columns: [
      { title: "probability, %", number: true },
      { title: "right, %", number: true },
      { title: "texts", number: true },
    ],
    rows: filled.map(({ confidence, accuracy, count }) => [
      percentNumber(confidence),
      percentNumber(accuracy),
      String(count),
    ]),
  });
  return { id: "reliability", title: "Are the probabilities right?", content: figure };
}

function percentOf(key: "confidence" | "accuracy"): (bin: ReliabilityBin) => number {
  return (bin) => 100 * bin[key];
}
