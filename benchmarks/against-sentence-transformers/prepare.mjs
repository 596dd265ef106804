import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { saveModel } from "@intentsmith/model";
import { baseFolder, cookingConfig, cookingFile, cookingPlan, cookingSubset, loadModel } from "../shared/cooking.mjs";
import { randomMiniLm } from "../shared/models.mjs";

/** The files that both sides read, written into `work`: texts, grouped batches, and the base model(s). */
export async function prepare({ work, base, config: configPath, batches, batchTexts, l12, quick }) {
  const data = quick ? cookingSubset(join(work, "cooking.json")) : cookingFile();
  const folder = await baseFolder(base);
  const config = cookingConfig(configPath, { data, base: folder });
  const plan = await cookingPlan(config);
  const { dataset, table } = plan;
  const labelOf = new Map(dataset.labels.map((label, index) => [label, index]));
  const rows = (split) =>
    dataset.examples
      .filter((row) => row.split === split)
      .map(({ text, label }) => ({ text, label: labelOf.get(label) }));
  const texts = join(work, "texts.json");
  const splits = { train: rows("train"), validation: rows("validation"), test: rows("test") };
  writeFileSync(texts, JSON.stringify({ labelWords: dataset.labelWords, ...splits }));

  const grouped = cookingConfig("configs/wizard-of-tasks-cooking.yaml", {
    data,
    base: folder,
    settings: [`train.sampler.batchTexts=${batchTexts}`],
  });
  const groupedPlan = await cookingPlan(grouped);
  const groupedBatches = [];
  for (const { sequences, left, right, target } of groupedPlan.sampler.epoch(0)) {
    if (groupedBatches.length === batches) break;
    const strings = Array.from(sequences, (index) => table.inputs[index]);
    groupedBatches.push({ strings, left: [...left], right: [...right], target: [...target] });
  }
  const batchFile = join(work, "batches.json");
  writeFileSync(batchFile, JSON.stringify(groupedBatches));

  const bases = { L6: folder };
  if (l12) {
    bases.L12 = join(work, "random-l12");
    const { tokenizer } = await loadModel(folder);
    await saveModel(bases.L12, randomMiniLm(quick ? 3 : 12, tokenizer));
  }
  return {
    data,
    texts,
    batchFile,
    bases,
    maxSequenceLength: config.model.maxSequenceLength ?? 128,
    groupedBatchesPerEpoch: groupedPlan.sampler.batchesPerEpoch,
    // The seed's epoch drops what is left after 1,089 full batches.
    pairBatchesPerEpoch: Math.floor((splits.train.length * dataset.labels.length) / 64),
    testTexts: splits.test.length,
  };
}
