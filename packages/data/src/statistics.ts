import { countDropped, type DropCount } from "./dropped.ts";
import { modelInput } from "./example/context.ts";
import { splitNames, type Example, type Split } from "./example/example.ts";
import type { Dataset } from "./read-dataset.ts";
import { groupBy } from "./splits/group-by.ts";

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
  /** Unit of `lengths`: tokens if a counter was given, else UTF-16 code units of the text. */
  lengthUnit: "tokens" | "characters";
  /** Of the model's input, for every split that has examples. */
  lengths: LengthSpread[];
  /** Examples whose text already stood in an earlier example of the same split. */
  duplicates: SplitCounts;
  /** Examples of `split` whose text also stands in `alsoIn`. */
  inTwoSplits: { split: Split; alsoIn: Split; examples: number }[];
  /** Texts that carry more than one label, most frequent first. */
  twoLabels: { text: string; labels: string[]; examples: number }[];
  dropped: DropCount[];
}

/**
 * Describes a data set. @param countTokens number of tokens of a text; without it lengths are in characters, since
 * this package never tokenises.
 */
export function datasetStatistics(dataset: Dataset, countTokens?: (text: string) => number): DatasetStatistics {
  const { examples, labels, labelWords } = dataset;
  const bySplit = (split: Split): Example[] => examples.filter((example) => example.split === split);
  const present = splitNames.filter((split) => examples.some((example) => example.split === split));
  const textsOf = new Map(present.map((split) => [split, new Set(bySplit(split).map((example) => example.text))]));
  const byLabel = groupBy(examples, (example) => example.label);
  const measure = countTokens ?? ((text: string): number => text.length);
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
    lengthUnit: countTokens === undefined ? "characters" : "tokens",
    lengths: present.map((split) => ({
      split,
      ...spread(bySplit(split).map((example) => measure(modelInput(example, dataset.context)))),
    })),
    duplicates: {
      train: bySplit("train").length - (textsOf.get("train")?.size ?? 0),
      validation: bySplit("validation").length - (textsOf.get("validation")?.size ?? 0),
      test: bySplit("test").length - (textsOf.get("test")?.size ?? 0),
    },
    inTwoSplits: present.flatMap((split) =>
      present
        .filter((alsoIn) => splitNames.indexOf(alsoIn) < splitNames.indexOf(split))
        .map((alsoIn) => ({
          split,
          alsoIn,
          examples: bySplit(split).filter((example) => textsOf.get(alsoIn)?.has(example.text)).length,
        })),
    ),
    twoLabels: textsWithTwoLabels(examples),
    dropped: countDropped(dataset.dropped),
  };
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

function textsWithTwoLabels(examples: readonly Example[]): DatasetStatistics["twoLabels"] {
  return [...groupBy(examples, (example) => example.text)]
    .map(([text, members]) => ({
      text,
      labels: [...new Set(members.map((member) => member.label))].sort(),
      examples: members.length,
    }))
    .filter(({ labels }) => labels.length > 1)
    .sort((a, b) => b.examples - a.examples || (a.text < b.text ? -1 : 1));
}
