import { countDropped, type DropCount } from "./dropped.ts";
import { modelInput, modelTurns } from "./example/context.ts";
import { splitNames, type Example, type Split } from "./example/example.ts";
import { firstPlaces } from "./example/places.ts";
import type { Tokenise } from "./example/tokenise.ts";
import { tokenFindings, type TokenFindings } from "./judge-tokens.ts";
import type { Dataset } from "./read-dataset.ts";
import type { IgnoredCount } from "./readers/ignored.ts";
import { groupBy } from "./splits/group-by.ts";
import {
  countRepeated,
  numberTexts,
  textsInTwoSplits,
  textsWithTwoLabels,
  type TextsInTwoSplits,
  type TextWithLabels,
} from "./text-overlap.ts";

/** Examples a split. */
export type SplitCounts = Record<Split, number>;

/** Spread of a length over examples, by nearest rank. */
export interface LengthSpread {
  split: Split;
  min: number;
  median: number;
  p95: number;
  max: number;
  total: number;
}

export interface DatasetStatistics {
  examples: number;
  splits: SplitCounts;
  /** In the order of the data set's labels. */
  labels: ({ label: string; words: string } & SplitCounts)[];
  /** In order of appearance. */
  sources: ({ source: string } & SplitCounts)[];
  /** Unit of `lengths`: tokens if a tokenizer was given, else UTF-16 code units of the text. */
  lengthUnit: "tokens" | "characters";
  /** Of the model's input, for every split that has examples. */
  lengths: LengthSpread[];
  /** Examples whose text already stood in an earlier example of the same split. */
  duplicates: SplitCounts;
  /** Examples of `split` whose text also stands in `alsoIn`. */
  inTwoSplits: TextsInTwoSplits[];
  /** Texts that carry more than one label, most frequent first. */
  twoLabels: TextWithLabels[];
  dropped: DropCount[];
  /** What stands in the files beside labelled texts. */
  ignored: IgnoredCount[];
  /** Only with a tokenizer: inputs that it cuts, that have no room for all turns, and of which the encoder knows no token. */
  tokens?: { truncated: PlaceCount; shortened: PlaceCount; unknown: PlaceCount };
  /** Labels that had blanks at their ends, and where the first few stand. */
  trimmedLabels: PlaceCount;
}

/** How many rows, and where the first few stand. */
export interface PlaceCount {
  rows: number;
  first: string[];
}

/**
 * Describes a data set. @param tokenise the model's tokenizer; without it lengths are in characters, and texts are the
 * same by their keys alone.
 */
export function datasetStatistics(dataset: Dataset, tokenise?: Tokenise): DatasetStatistics {
  const { examples, labels, labelWords } = dataset;
  const bySplit = (split: Split): Example[] => examples.filter((example) => example.split === split);
  const present = splitNames.filter((split) => examples.some((example) => example.split === split));
  const texts = numberTexts(examples, tokenise);
  const byLabel = groupBy(examples, (example) => example.label);
  const measure = (example: Example): number =>
    tokenise?.(modelTurns(example, dataset.context)).ids.length ?? modelInput(example, dataset.context).length;
  return {
    examples: examples.length,
    splits: countSplits(examples),
    labels: labels.map((label, index) =>
      Object.assign(countSplits(byLabel.get(label) ?? []), { label, words: labelWords[index] ?? "" }),
    ),
    sources: Array.from(
      groupBy(examples, (example) => example.source),
      ([source, members]) => Object.assign(countSplits(members), { source }),
    ),
    lengthUnit: tokenise === undefined ? "characters" : "tokens",
    lengths: present.map((split) => ({
      split,
      ...spread(bySplit(split).map(measure)),
    })),
    duplicates: {
      train: countRepeated(texts, "train"),
      validation: countRepeated(texts, "validation"),
      test: countRepeated(texts, "test"),
    },
    inTwoSplits: present.flatMap((split) =>
      present
        .filter((alsoIn) => splitNames.indexOf(alsoIn) < splitNames.indexOf(split))
        .map((alsoIn) => textsInTwoSplits(texts, split, alsoIn)),
    ),
    twoLabels: textsWithTwoLabels(texts),
    dropped: countDropped(dataset.dropped),
    ignored: dataset.ignored ?? [],
    ...(tokenise !== undefined && { tokens: countFindings(tokenFindings(dataset, tokenise)) }),
    trimmedLabels: countPlaces(dataset.trimmedLabels),
  };
}

function countFindings({ truncated, shortened, unknown }: TokenFindings): NonNullable<DatasetStatistics["tokens"]> {
  return { truncated: countPlaces(truncated), shortened: countPlaces(shortened), unknown: countPlaces(unknown) };
}

function countPlaces(places: readonly string[]): PlaceCount {
  return { rows: places.length, first: firstPlaces(places) };
}

function countSplits(examples: readonly Example[]): SplitCounts {
  const counts: SplitCounts = { train: 0, validation: 0, test: 0 };
  for (const { split } of examples) counts[split]++;
  return counts;
}

function spread(lengths: readonly number[]): Omit<LengthSpread, "split"> {
  const sorted = Float64Array.from(lengths).sort();
  const rank = (quantile: number): number => sorted[Math.max(0, Math.ceil(quantile * sorted.length) - 1)] ?? 0;
  return { min: rank(0), median: rank(0.5), p95: rank(0.95), max: rank(1), total: sorted.reduce((a, b) => a + b, 0) };
}
