import fc from "fast-check";
import { expect, test } from "vitest";
import type { Example, Split } from "../example/example.ts";
import type { Dataset } from "../read-dataset.ts";
import { foldDatasets } from "./fold-datasets.ts";

function dataset(examples: readonly Pick<Example, "text" | "label" | "split" | "conversation">[]): Dataset {
  return {
    examples: examples.map((example, i) => ({ ...example, id: `f:${i + 1}`, where: `f: row ${i + 1}`, source: "f" })),
    outOfScope: [],
    labels: ["a", "b"],
    labelWords: ["a", "b"],
    dropped: [],
    trimmedLabels: [],
    hash: "h",
    hashes: { config: "c", splits: {} },
  };
}

const rows = (count: number, split: Split = "train", conversation?: (i: number) => string) =>
  Array.from({ length: count }, (_, i) => ({
    text: `${split} text ${i}`,
    label: i % 4 === 0 ? "a" : "b",
    split,
    ...(conversation !== undefined && { conversation: conversation(i) }),
  }));

test("every text of train and validation is tested once, and the test split never", () => {
  const data = dataset([...rows(40), ...rows(10, "validation"), ...rows(10, "test")]);
  const folds = foldDatasets(data, 5, 1);
  const tested = folds.flatMap(({ examples }) => examples.filter(({ split }) => split === "test").map(({ id }) => id));
  expect(tested.sort()).toEqual(
    data.examples
      .slice(0, 50)
      .map(({ id }) => id)
      .sort(),
  );
  for (const { examples, hash } of folds) {
    const count = (split: Split, label?: string) =>
      examples.filter((one) => one.split === split && (label === undefined || one.label === label)).length;
    // A fifth is tested, and of the rest a fifth is validation, as in the data
    expect([count("train"), count("validation"), count("test")]).toEqual([32, 8, 10]);
    expect(count("test", "a")).toBeGreaterThanOrEqual(2);
    expect(count("test", "a")).toBeLessThanOrEqual(3);
    expect(hash).not.toBe("h");
  }
  expect(new Set(folds.map(({ hashes }) => hashes.splits.test)).size).toBe(5);
  expect(foldDatasets(data, 5, 1)).toEqual(folds);
});

test("a conversation, and texts that are the same in any spelling, stay together", () => {
  fc.assert(
    fc.property(fc.integer({ min: 2, max: 5 }), fc.nat({ max: 1000 }), (count, seed) => {
      for (const { examples } of foldDatasets(dataset(rows(40, "train", (i) => `c${i % 13}`)), count, seed)) {
        for (let c = 0; c < 13; c++) {
          const splits = examples.filter(({ conversation }) => conversation === `c${c}`).map(({ split }) => split);
          expect(new Set(splits).size).toBe(1);
        }
      }
      const same = dataset([...rows(20), ...rows(20).map((row) => ({ ...row, text: row.text.toUpperCase() }))]);
      for (const { examples } of foldDatasets(same, count, seed)) {
        for (let i = 0; i < 20; i++) expect(examples[i]?.split).toBe(examples[i + 20]?.split);
      }
    }),
    { numRuns: 20 },
  );
});

test("more folds than conversations and one fold are refused", () => {
  const two = dataset(rows(10, "train", (i) => `c${i % 2}`));
  expect(() => foldDatasets(two, 3, 1)).toThrow(/3 folds of 2 conversations: expected at least one a fold/);
  expect(() => foldDatasets(two, 1, 1)).toThrow(expect.objectContaining({ code: "ARGUMENT_INVALID" }));
});
