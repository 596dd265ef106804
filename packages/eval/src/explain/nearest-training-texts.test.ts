import type { Dataset, Example, Split } from "@intentsmith/data";
import { describe, expect, test } from "vitest";
import { nearestTrainingTexts } from "./nearest-training-texts.ts";

/** A text is its own embedding: "3 4" → [3, 4]. */
const encoder = {
  async encode(texts: readonly string[]) {
    return {
      data: Float32Array.from(texts.flatMap((text) => text.split(" ").map(Number))),
      rowCount: texts.length,
      width: 2,
      inputs: texts.map(() => ({
        ids: new Int32Array(),
        truncated: false,
        content: "known" as const,
        unknownTokens: 0,
      })),
    };
  },
};

const example = (text: string, label: string, split: Split, row: number): Example => ({
  id: `${split}.csv:${row}`,
  where: `${split}.csv: row ${row}`,
  text,
  label,
  split,
  source: `${split}.csv`,
});

const dataset = (examples: Example[]): Dataset => ({
  examples,
  labels: ["right", "up"],
  labelWords: ["1 0", "0 1"],
  dropped: [],
  outOfScope: [],
  trimmedLabels: [],
  hash: "",
  hashes: { config: "", splits: {} },
});

const inSplit = (data: Dataset, split: Split): Example[] => data.examples.filter((one) => one.split === split);
const both = new Map([[0, ["right", "up"]]]);

describe("a text", () => {
  const data = dataset([
    example("3 4", "right", "test", 1),
    example("5 1", "right", "test", 2),
    example("1 0", "right", "train", 1),
    example("8 6", "right", "train", 2),
    example("0 7", "up", "train", 3),
  ]);

  test("has the nearest training text of each label that is asked for, whatever their lengths", async () => {
    const found = await nearestTrainingTexts(encoder, data, inSplit(data, "test"), both);
    expect([...found.keys()]).toEqual([0]);
    // [3, 4]/5 · [8, 6]/10 = 0.96, · [1, 0] = 0.6; · [0, 7]/7 = 0.8
    const [own, other] = found.get(0) ?? [];
    expect(own).toMatchObject({ text: "8 6", id: "train.csv:2", label: "right" });
    expect(own?.cosine).toBeCloseTo(0.96, 6);
    expect(other).toMatchObject({ text: "0 7", id: "train.csv:3", label: "up" });
    expect(other?.cosine).toBeCloseTo(0.8, 6);
  });
});

test("a label without training texts has no neighbour; without any there is nothing to look for", async () => {
  const one = dataset([example("3 4", "right", "test", 1), example("0 7", "up", "train", 3)]);
  const found = await nearestTrainingTexts(encoder, one, inSplit(one, "test"), both);
  expect(found.get(0)).toMatchObject([{ text: "0 7", label: "up" }]);
  const none = dataset([example("3 4", "right", "test", 1)]);
  expect(await nearestTrainingTexts(encoder, none, inSplit(none, "test"), both)).toEqual(new Map());
});

test("a training text is not its own neighbour", async () => {
  const data = dataset([
    example("1 3", "right", "train", 1),
    example("2 1", "right", "train", 2),
    example("0 7", "up", "train", 3),
  ]);
  const found = await nearestTrainingTexts(encoder, data, inSplit(data, "train"), both);
  expect(found.get(0)).toMatchObject([{ id: "train.csv:2" }, { id: "train.csv:3" }]);
});
