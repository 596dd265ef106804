import { expect, test } from "vitest";
import type { Example, Split } from "./example/example.ts";
import { formatStatistics } from "./format-statistics.ts";
import type { Dataset } from "./read-dataset.ts";
import { datasetStatistics } from "./statistics.ts";
import { wordTokenizer } from "./testing/word-tokenizer.ts";

let row = 0;
const example = (text: string, label: string, split: Split, source = "f"): Example => ({
  id: "",
  where: `${source}: row ${++row}`,
  text,
  label,
  split,
  source,
});

const dataset: Dataset = {
  examples: [
    example("next", "go", "train"),
    example("Next ", "go", "train"),
    example("next", "halt", "train", "g"),
    example("a longer text here", "go", "train"),
    example("NEXT", "go", "test"),
    example("only here", "halt", "test"),
    example("😀", "halt", "test"),
    example("😁", "halt", "test"),
  ],
  labels: ["go", "halt"],
  labelWords: ["go", "halt"],
  dropped: [{ where: "f: row 9", reason: "null text" }],
  outOfScope: [],
  trimmedLabels: ["f: row 2"],
  hash: "",
  hashes: { config: "", splits: {} },
};

/** Knows lower-case words, reads three tokens. */
const tokenise = wordTokenizer(["next", "a", "longer", "text", "only", "here"], 3);
const stats = datasetStatistics(dataset, tokenise);

test("examples are counted by split, label and source", () => {
  expect(stats.splits).toEqual({ train: 4, validation: 0, test: 4 });
  expect(stats.labels).toEqual([
    { label: "go", words: "go", train: 3, validation: 0, test: 1 },
    { label: "halt", words: "halt", train: 1, validation: 0, test: 3 },
  ]);
  expect(stats.sources).toEqual([
    { source: "f", train: 3, validation: 0, test: 4 },
    { source: "g", train: 1, validation: 0, test: 0 },
  ]);
});

test("repeated texts, texts in two splits and texts with two labels are found in every spelling", () => {
  expect(stats.duplicates).toEqual({ train: 2, validation: 0, test: 1 });
  expect(stats.inTwoSplits).toEqual([
    { split: "test", alsoIn: "train", examples: 1, otherSpelling: 1, first: ["f: row 5"] },
  ]);
  expect(stats.twoLabels).toEqual([
    { text: "next", spellings: 3, labels: ["go", "halt"], examples: 4, first: ["f: row 1", "g: row 3"] },
  ]);
});

test("without a tokenizer texts are the same by their keys alone", () => {
  const plain = datasetStatistics(dataset);
  expect(plain.duplicates).toEqual({ train: 2, validation: 0, test: 0 });
  expect(plain).not.toHaveProperty("tokens");
});

test("inputs that are cut and inputs that the encoder does not know are counted, the first named", () => {
  expect(stats.tokens).toEqual({
    truncated: { rows: 1, first: ["f: row 4"] },
    shortened: { rows: 0, first: [] },
    unknown: { rows: 2, first: ["f: row 7", "f: row 8"] },
  });
});

test("lengths are in tokens with a tokenizer, in characters without", () => {
  expect(stats.lengthUnit).toBe("tokens");
  expect(stats.lengths).toEqual([
    { split: "train", min: 1, median: 1, p95: 3, max: 3, total: 6 },
    { split: "test", min: 1, median: 1, p95: 2, max: 2, total: 5 },
  ]);
  expect(datasetStatistics(dataset)).toMatchObject({ lengthUnit: "characters" });
  expect(datasetStatistics(dataset).lengths[0]).toMatchObject({ min: 4, max: 18 });
});

test("lengths are those of the model's input", () => {
  const spoken = {
    ...dataset,
    context: { turns: 0, role: true },
    examples: [{ ...example("hi", "go", "train"), role: "me" }],
  };
  expect(datasetStatistics(spoken).lengths[0]?.max).toBe("me: hi".length);
});

test("the tables for the terminal say all of it", () => {
  expect(formatStatistics(stats)).toBe(`8 examples, 2 labels

split       examples  repeated texts
train              4               2
validation         0               0
test               4               1

label  train  validation  test  words
go         3           0     1  go
halt       1           0     3  halt

source  train  validation  test
f           3           0     4
g           1           0     0

tokens  min  median  p95  max  total
train     1       1    3    3      6
test      1       1    2    2      5

1 of 8 texts are cut at the longest sequence (first: f: row 4)
2 of 8 texts have no token that the encoder knows (first: f: row 7; row 8)

1 of the 4 test texts also stand in train, 1 of them written otherwise (first: f: row 5)

1 text has more than one label:
  "next" (4 times, written in 3 ways): go, halt (f: row 1; g: row 3)

1 label had blanks at the ends, taken off (first: f: row 2)

dropped because  rows  first
null text           1  f: row 9`);
});
