import { expect, test } from "vitest";
import type { Example, Split } from "./example/example.ts";
import { formatStatistics } from "./format-statistics.ts";
import type { Dataset } from "./read-dataset.ts";
import { datasetStatistics } from "./statistics.ts";

const example = (text: string, label: string, split: Split, source = "f"): Example => ({
  id: "",
  text,
  label,
  split,
  source,
});

const dataset: Dataset = {
  examples: [
    example("next", "go", "train"),
    example("next", "go", "train"),
    example("next", "halt", "train", "g"),
    example("a longer text here", "go", "train"),
    example("next", "go", "test"),
    example("only here", "halt", "test"),
  ],
  labels: ["go", "halt"],
  labelWords: ["go", "halt"],
  dropped: [{ where: "f: row 9", reason: "null text" }],
  hash: "",
};

const stats = datasetStatistics(dataset, (text) => text.split(" ").length);

test("examples are counted by split, label and source", () => {
  expect(stats.splits).toEqual({ train: 4, validation: 0, test: 2 });
  expect(stats.labels).toEqual([
    { label: "go", words: "go", train: 3, validation: 0, test: 1 },
    { label: "halt", words: "halt", train: 1, validation: 0, test: 1 },
  ]);
  expect(stats.sources).toEqual([
    { source: "f", train: 3, validation: 0, test: 2 },
    { source: "g", train: 1, validation: 0, test: 0 },
  ]);
});

test("repeated texts, texts in two splits and texts with two labels are found", () => {
  expect(stats.duplicates).toEqual({ train: 2, validation: 0, test: 0 });
  expect(stats.inTwoSplits).toEqual([{ split: "test", alsoIn: "train", examples: 1 }]);
  expect(stats.twoLabels).toEqual([{ text: "next", labels: ["go", "halt"], examples: 4 }]);
});

test("lengths are in tokens with a counter, in characters without", () => {
  expect(stats.lengthUnit).toBe("tokens");
  expect(stats.lengths).toEqual([
    { split: "train", min: 1, median: 1, p95: 4, max: 4, total: 7 },
    { split: "test", min: 1, median: 1, p95: 2, max: 2, total: 3 },
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
  expect(formatStatistics(stats)).toBe(`6 examples, 2 labels

split       examples  repeated texts
train              4               2
validation         0               0
test               2               0

label  train  validation  test  words
go         3           0     1  go
halt       1           0     1  halt

source  train  validation  test
f           3           0     2
g           1           0     0

tokens  min  median  p95  max  total
train     1       1    4    4      7
test      1       1    2    2      3

1 of the 2 test texts also stand in train

1 texts have more than one label:
  "next" (4 times): go, halt

dropped because  rows  first
null text           1  f: row 9`);
});
