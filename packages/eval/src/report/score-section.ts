import type { LabelAccuracyResult } from "../classification/label-accuracy.ts";
import type { Section } from "../page/document.ts";
import { colour, renderFigure } from "../page/figure.ts";
import { counted } from "../page/html.ts";

const binCount = 20;

interface Bin {
  from: number;
  to: number;
  right: number;
  wrong: number;
}

/**
 * How many right and wrong answers have which score, in 20 equal bins between the smallest and the largest score, rounded
 * outwards to tenths. `threshold`: the score below which the classifier does not answer, if it goes by the score.
 */
export async function scoreSection(result: LabelAccuracyResult, threshold?: number): Promise<Section> {
  const bins = scoreBins(result);
  const [first, last] = [bins[0] as Bin, bins.at(-1) as Bin];
  const total = (side: "right" | "wrong"): number => bins.reduce((sum, bin) => sum + bin[side], 0);
  const figure = await renderFigure({
    caption: `Texts by the score of their answer: <span class="key right"></span> right, <span class="key wrong"></span> wrong${
      threshold === undefined ? "" : `; the line is the threshold, ${threshold.toFixed(3)}`
    }.`,
    description: `Histogram of scores from ${first.from.toFixed(2)} to ${last.to.toFixed(2)}: ${total("right")} right and ${total("wrong")} wrong answers`,
    plot: (Plot) => ({
      x: { label: "score of the answer →", domain: [first.from, last.to], labelAnchor: "center" },
      y: {
        label: "↑ texts",
        grid: true,
        tickFormat: (value: number) => (Number.isInteger(value) ? String(value) : ""),
      },
      marks: [
        Plot.rect(bins, {
          x1: "from",
          x2: "to",
          y1: 0,
          y2: "right",
          fill: colour("accent"),
          inset: 0.5,
          title: tooltip,
        }),
        Plot.rect(bins, {
          x1: "from",
          x2: "to",
          y1: "right",
          y2: ({ right, wrong }: Bin) => right + wrong,
          fill: colour("wrong"),
          inset: 0.5,
          title: tooltip,
        }),
        Plot.ruleY([0], { stroke: colour("soft") }),
        ...(threshold === undefined
          ? []
          : [Plot.ruleX([threshold], { stroke: colour("ink"), strokeWidth: 2, strokeDasharray: "4 3" })]),
      ],
    }),
    columns: [{ title: "score" }, { title: "right", number: true }, { title: "wrong", number: true }],
    rows: bins.map(({ from, to, right, wrong }) => [
      `${from.toFixed(3)} to ${to.toFixed(3)}`,
      String(right),
      String(wrong),
    ]),
  });
  return { id: "scores", title: "Scores", content: figure };
}

function tooltip({ from, to, right, wrong }: Bin): string {
  return `${from.toFixed(3)} to ${to.toFixed(3)}: ${counted(right, "right answer")}, ${wrong} wrong`;
}

/** Bins hold their lower end; the last one both. */
export function scoreBins({ predictions, targets }: Pick<LabelAccuracyResult, "predictions" | "targets">): Bin[] {
  let smallest = Infinity;
  let largest = -Infinity;
  for (const score of predictions.score) {
    smallest = Math.min(smallest, score);
    largest = Math.max(largest, score);
  }
  const from = Math.floor(10 * smallest) / 10;
  const to = Math.max(Math.ceil(10 * largest) / 10, from + 0.1);
  const width = (to - from) / binCount;
  const bins = Array.from({ length: binCount }, (_, bin) => ({
    from: from + bin * width,
    to: from + (bin + 1) * width,
    right: 0,
    wrong: 0,
  }));
  for (const [i, score] of predictions.score.entries()) {
    const bin = bins[Math.min(binCount - 1, Math.floor((score - from) / width))] as Bin;
    if (predictions.label[i] === targets[i]) bin.right += 1;
    else bin.wrong += 1;
  }
  return bins;
}
