import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { checkPublished } from "./fetch/check-published.ts";
import { writePairsCsv } from "./pairs/write-pairs-csv.ts";
import { readDataset } from "./read-dataset.ts";
import { createSampler } from "./sampling/create-sampler.ts";
import { buildSequenceTable, labelIndices } from "./sampling/sequence-table.ts";
import { datasetStatistics } from "./statistics.ts";
import { temporaryFolder } from "./testing/temporary-folder.ts";

const folder = process.env["INTENTSMITH_DATA"] ?? "";
const cooking = join(folder, "wizard-of-tasks", "wizard_of_tasks_cooking_v1.0.json");
const banking = (name: string): string => join(folder, "banking77", name);

describe.skipIf(folder === "" || !existsSync(cooking))("the cooking half of Wizard of Tasks (INTENTSMITH_DATA)", () => {
  test("splits, labels and texts in two splits are as known", async () => {
    const dataset = await readDataset({ reader: "wizard-of-tasks", files: [cooking] });
    const stats = datasetStatistics(dataset);
    expect(stats.splits).toEqual({ train: 6340, validation: 773, test: 672 });
    expect(stats.labels).toHaveLength(11);
    expect(dataset.labelWords).toContain("ask question recipe steps");
    // 13 in the same spelling; counted with Python's unicodedata by the same rule
    const shared = stats.inTwoSplits.find(({ split, alsoIn }) => split === "test" && alsoIn === "train");
    expect(shared).toMatchObject({ examples: 16, otherSpelling: 3 });
    expect(dataset.splitReport).toBeUndefined();
    expect(new Set(dataset.examples.map(({ id }) => id)).size).toBe(7785);
  });

  test("a grouped epoch needs 100 batches of 64 texts, the shuffled one 1,090 of 64 pairs", async () => {
    const dataset = await readDataset({ reader: "wizard-of-tasks", files: [cooking] });
    const train = dataset.examples.filter(({ split }) => split === "train");
    const inputs = {
      table: buildSequenceTable(train, dataset),
      exampleLabels: labelIndices(train, dataset.labels),
      labelCount: dataset.labels.length,
      seed: 42,
    };
    const grouped = createSampler({ type: "grouped", batchTexts: 64 }, inputs);
    const shuffled = createSampler({ type: "shuffled", batchPairs: 64 }, inputs);
    expect([grouped.batchesPerEpoch, shuffled.batchesPerEpoch]).toEqual([100, 1090]);
    const sequences = [...grouped.epoch(0)].reduce((sum, batch) => sum + batch.sequences.length, 0);
    expect(sequences).toBeLessThanOrEqual(6340 + 100 * 11);
  });

  test("training pairs are written once each", async () => {
    const dataset = await readDataset({ reader: "wizard-of-tasks", files: [cooking] });
    const path = join(temporaryFolder(), "pairs.csv");
    expect(await writePairsCsv(dataset, path)).toBe(7785 * 11);
    expect(readFileSync(path, "utf8")).toMatch(/,1,train\n/);
  });

  test("earlier turns come from the same conversation", async () => {
    const dataset = await readDataset({
      reader: "wizard-of-tasks",
      files: [cooking],
      context: { turns: 1, role: true },
    });
    const [first, second] = dataset.examples;
    expect(first?.context).toEqual([]);
    expect(second?.context).toEqual([{ role: "student", text: first?.text }]);
  });

  test("the published counts hold", () => {
    expect(checkPublished("wizard_of_tasks_cooking_v1.0.json", cooking)).toEqual([]);
  });
});

describe.skipIf(folder === "" || !existsSync(banking("train.csv")))("BANKING77 (INTENTSMITH_DATA)", () => {
  test("77 labels; validation is cut from train close to every label's share", async () => {
    const files = { train: [banking("train.csv")], test: [banking("test.csv")] };
    const dataset = await readDataset({ reader: "csv", files, labelColumn: "category" });
    expect(dataset.labels).toHaveLength(77);
    const { splits, inTwoSplits } = datasetStatistics(dataset);
    expect(splits.train + splits.validation).toBe(10_003);
    expect(splits.test).toBe(3_080);
    // The stratified cut keeps equal strings together; 6 pairs of texts differ in spelling only
    const cutOff = inTwoSplits.find(({ split, alsoIn }) => split === "validation" && alsoIn === "train");
    expect(cutOff?.examples).toBe(cutOff?.otherSpelling);
    expect(cutOff?.examples).toBeLessThanOrEqual(6);
    const [cut] = dataset.splitReport?.cut ?? [];
    expect(cut?.share).toBeCloseTo(0.1, 2);
    expect(cut?.worstLabelDeviation).toBeLessThan(0.2);
  });

  test("the published counts hold", () => {
    for (const name of ["train.csv", "test.csv", "categories.json"]) {
      expect(checkPublished(name, banking(name))).toEqual([]);
    }
  });
});
