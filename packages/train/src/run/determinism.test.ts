import { join } from "node:path";
import { loadModel, randomModel, saveModel } from "@intentsmith/model";
import { expect, test } from "vitest";
import { exampleTraining, tinyBert } from "../testing/example-training.ts";
import { differingFiles, metricsOf, reproducibleFiles } from "../testing/run-files.ts";
import { train } from "./train.ts";

test.each(["grouped", "shuffled"])("%s: two runs of a config give the same bytes", async (type) => {
  const sampler = type === "grouped" ? { type, batchTexts: 8 } : { type, batchPairs: 32 };
  const { config, folder } = exampleTraining({ train: { sampler } });
  const [a, b] = [join(folder, "a"), join(folder, "b")];
  await train(config, { out: a });
  await train(config, { out: b });
  expect(Object.keys(reproducibleFiles(a))).toEqual(
    expect.arrayContaining(["metrics.jsonl", "model/model.safetensors"]),
  );
  expect(differingFiles(a, b)).toEqual([]);
});

test("the number of threads changes nothing but the record of the config", async () => {
  const { config: given, folder } = exampleTraining({ train: { epochs: 1 } });
  // At this width onnxruntime shares out every product and sum among its threads; at the tiny BERT's hardly a third
  const { config: narrow, tokenizer } = await loadModel(tinyBert);
  const base = join(folder, "wide");
  const wide = randomModel({ config: { ...narrow, hiddenSize: 64, feedForwardSize: 256 }, tokenizer, seed: 1 });
  await saveModel(base, wide);
  const config = { ...given, model: { base } };
  const [one, two] = [join(folder, "one"), join(folder, "two")];
  await train(config, { out: one });
  await train({ ...config, train: { ...config.train, threads: 2 } }, { out: two });
  expect(differingFiles(one, two)).toEqual(["model/intentsmith.json"]);
});

test("another seed gives another run: order of texts and dropout", async () => {
  const { config, folder } = exampleTraining();
  const [one, two] = [join(folder, "one"), join(folder, "two")];
  await train(config, { out: one });
  await train({ ...config, train: { ...config.train, seed: 8 } }, { out: two });
  expect(metricsOf(one)[0]?.loss).not.toBe(metricsOf(two)[0]?.loss);
});
