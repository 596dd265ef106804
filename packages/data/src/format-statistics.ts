import { printable, textTable, withCommas } from "@intentsmith/core";
import { splitNames } from "./example/example.ts";
import type { DatasetStatistics, SplitCounts } from "./statistics.ts";

/** How many texts with two labels are shown. */
const textsShown = 5;

/** Statistics as tables for the terminal. */
export function formatStatistics(stats: DatasetStatistics): string {
  const blocks = [
    `${withCommas(stats.examples)} examples, ${stats.labels.length} labels`,
    textTable(
      ["split", "examples", "repeated texts"],
      splitNames.map((split) => [split, stats.splits[split], stats.duplicates[split]]),
    ),
    textTable(
      ["label", ...splitNames, "words"],
      stats.labels.map((row) => [row.label, ...inSplits(row), row.words]),
    ),
    textTable(
      ["source", ...splitNames],
      stats.sources.map((row) => [row.source, ...inSplits(row)]),
    ),
    textTable(
      [stats.lengthUnit, "min", "median", "p95", "max", "total"],
      stats.lengths.map(({ split, min, median, p95, max, total }) => [split, min, median, p95, max, total]),
    ),
    formatOverlap(stats),
    formatTwoLabels(stats),
    formatDrops(stats),
  ];
  return blocks.join("\n\n");
}

function formatOverlap({ inTwoSplits, splits }: DatasetStatistics): string {
  const lines = inTwoSplits.map(
    ({ split, alsoIn, examples }) =>
      `${withCommas(examples)} of the ${withCommas(splits[split])} ${split} texts also stand in ${alsoIn}`,
  );
  return lines.length === 0 ? "one split only" : lines.join("\n");
}

function formatTwoLabels({ twoLabels }: DatasetStatistics): string {
  if (twoLabels.length === 0) return "no text has two labels";
  const shown = twoLabels.slice(0, textsShown).map(({ text, labels, examples }) => {
    const short = text.length > 60 ? `${text.slice(0, 59)}…` : text;
    return printable(`  ${JSON.stringify(short)} (${examples} times): ${labels.join(", ")}`);
  });
  if (twoLabels.length > textsShown) shown.push(`  … and ${withCommas(twoLabels.length - textsShown)} more`);
  return [`${withCommas(twoLabels.length)} texts have more than one label:`, ...shown].join("\n");
}

function formatDrops({ dropped }: DatasetStatistics): string {
  if (dropped.length === 0) return "no row was dropped";
  return textTable(
    ["dropped because", "rows", "first"],
    dropped.map(({ reason, rows, first }) => [reason, rows, first]),
  );
}

function inSplits(counts: SplitCounts): number[] {
  return splitNames.map((split) => counts[split]);
}
