import type { LabelAccuracyResult } from "../classification/label-accuracy.ts";
import { counted } from "./html.ts";

const binCount = 20;
const width = 640;
const height = 180;
const bottom = 24;

/**
 * How many right and wrong predictions fall into each of 20 equal bins of the score (cosine to the predicted label),
 * as stacked SVG bars between the smallest and the largest score, rounded outwards to tenths.
 */
export function scoreHistogram({ predictions, targets }: LabelAccuracyResult): string {
  let smallest = Infinity;
  let largest = -Infinity;
  for (const score of predictions.score) {
    smallest = Math.min(smallest, score);
    largest = Math.max(largest, score);
  }
  const from = Math.floor(10 * smallest) / 10;
  const to = Math.max(Math.ceil(10 * largest) / 10, from + 0.1);
  const right = new Int32Array(binCount);
  const wrong = new Int32Array(binCount);
  for (const [i, score] of predictions.score.entries()) {
    const bin = Math.min(binCount - 1, Math.floor(((score - from) / (to - from)) * binCount));
    const bins = predictions.label[i] === targets[i] ? right : wrong;
    bins[bin] = (bins[bin] as number) + 1;
  }
  const tallest = Math.max(...right.map((count, bin) => count + (wrong[bin] as number)));
  const unit = (height - bottom - 8) / tallest;
  const step = width / binCount;
  const edge = (bin: number): string => (from + (bin * (to - from)) / binCount).toFixed(3);
  const bars = Array.from(right, (rightCount, bin) => {
    const wrongCount = wrong[bin] as number;
    const rightTop = height - bottom - rightCount * unit;
    const bar = (style: string, y: number, count: number): string =>
      `<rect class="${style}" x="${(bin * step + 1).toFixed(1)}" y="${y.toFixed(1)}" width="${(step - 2).toFixed(1)}" height="${(count * unit).toFixed(1)}"/>`;
    return `<g><title>${edge(bin)} to ${edge(bin + 1)}: ${rightCount} right, ${wrongCount} wrong</title>${bar("right", rightTop, rightCount)}${bar("wrong-fill", rightTop - wrongCount * unit, wrongCount)}</g>`;
  });
  const ticks = [0, 0.25, 0.5, 0.75, 1].map((share) => {
    const anchor = share === 0 ? "start" : share === 1 ? "end" : "middle";
    const value = (from + share * (to - from)).toFixed(2);
    return `<text class="soft" x="${share * width}" y="${height - 6}" text-anchor="${anchor}">${value}</text>`;
  });
  return `<p class="note">Cosine of each text to the label it was given: <span class="right-word">right</span> and
<span class="wrong-word">wrong</span> predictions, ${counted(tallest, "text")} in the tallest bar.</p>
<svg role="img" aria-label="Histogram of scores" viewBox="0 0 ${width} ${height}" style="width:100%;max-width:${width}px;height:auto">
${bars.join("\n")}
${ticks.join("\n")}
</svg>`;
}
