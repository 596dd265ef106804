import { printable, textTable, withCommas } from "@intentsmith/core";
import { splitNames } from "./example/example.ts";
import { formatPlaces } from "./example/places.ts";
import { formatIgnored } from "./readers/ignored.ts";
import type { DatasetStatistics, PlaceCount, SplitCounts } from "./statistics.ts";

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
    ...formatFindings(stats),
    formatOverlap(stats),
    formatTwoLabels(stats),
    ...formatTrimmed(stats),
    formatDrops(stats),
    ...(stats.ignored.length === 0 ? [] : [printable(formatIgnored(stats.ignored))]),
  ];
  return blocks.join("\n\n");
}

function formatFindings({ tokens, examples }: DatasetStatistics): string[] {
  if (tokens === undefined) return [];
  const of = withCommas(examples);
  const line = ({ rows, first }: PlaceCount, what: string): string =>
    `${withCommas(rows)} of ${of} texts ${what}${rows === 0 ? "" : ` (first: ${printable(formatPlaces(first, rows))})`}`;
  return [
    [
      line(tokens.truncated, "are cut at the longest sequence"),
      ...(tokens.shortened.rows === 0 ? [] : [line(tokens.shortened, "are read without their oldest turns")]),
      line(tokens.unknown, "have no token that the encoder knows"),
    ].join("\n"),
  ];
}

function formatOverlap({ inTwoSplits, splits }: DatasetStatistics): string {
  const lines = inTwoSplits.map(({ split, alsoIn, examples, otherSpelling, first }) => {
    const spelled = otherSpelling === 0 ? "" : `, ${withCommas(otherSpelling)} of them written otherwise`;
    const where = examples === 0 ? "" : `${spelled} (first: ${printable(formatPlaces(first, examples))})`;
    return `${withCommas(examples)} of the ${withCommas(splits[split])} ${split} texts also stand in ${alsoIn}${where}`;
  });
  return lines.length === 0 ? "one split only" : lines.join("\n");
}

function formatTwoLabels({ twoLabels }: DatasetStatistics): string {
  if (twoLabels.length === 0) return "no text has two labels";
  const shown = twoLabels.slice(0, textsShown).map(({ text, spellings, labels, examples, first }) => {
    const short = text.length > 60 ? `${text.slice(0, 59)}…` : text;
    const times = spellings === 1 ? `${examples} times` : `${examples} times, written in ${spellings} ways`;
    return printable(
      `  ${JSON.stringify(short)} (${times}): ${labels.join(", ")} (${formatPlaces(first, labels.length)})`,
    );
  });
  if (twoLabels.length > textsShown) shown.push(`  … and ${withCommas(twoLabels.length - textsShown)} more`);
  const texts = twoLabels.length === 1 ? "1 text has" : `${withCommas(twoLabels.length)} texts have`;
  return [`${texts} more than one label:`, ...shown].join("\n");
}

function formatTrimmed({ trimmedLabels: { rows, first } }: DatasetStatistics): string[] {
  if (rows === 0) return [];
  const labels = rows === 1 ? "1 label" : `${withCommas(rows)} labels`;
  return [`${labels} had blanks at the ends, taken off (first: ${printable(formatPlaces(first, rows))})`];
}

function formatDrops({ dropped }: DatasetStatistics): string {
  if (dropped.length === 0) return "no row was dropped";
  return textTable(
    ["dropped because", "rows", "first"],
    dropped.map(({ reason, rows, first }) => [reason, rows, formatPlaces(first, rows)]),
  );
}

function inSplits(counts: SplitCounts): number[] {
  return splitNames.map((split) => counts[split]);
}
