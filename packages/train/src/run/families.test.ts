import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { IntentClassifier } from "@intentsmith/classifier";
import { loadModel } from "@intentsmith/model";
import { describe, expect, test } from "vitest";
import { distill } from "../distill/distill.ts";
import { TrainingInterrupted } from "../folder/interrupted.ts";
import { exampleCsv, exampleTraining, rememberingLogger } from "../testing/example-training.ts";
import { differingFiles } from "../testing/run-files.ts";
import { train } from "./train.ts";

/** Two layers, 16 wide, as the tiny BERT. */
const golden = join(import.meta.dirname, "../../../../oracles/golden");
const tinyDistilbert = join(golden, "tiny-distilbert");

describe("training a DistilBERT and other families", () => {
  test("with a frozen layer and dropout: learns, and resumes to the same bytes", async () => {
    const { config: example, folder } = exampleTraining({
      textsALabel: 40,
      train: { epochs: 6, freezeLayers: 1, learningRate: 1e-2 },
    });
    const config = { ...example, model: { ...example.model, base: tinyDistilbert } };
    const [whole, parts] = [join(folder, "whole"), join(folder, "parts")];
    const result = await train(config, { out: whole });
    // by chance a quarter; the frozen half is random and stays so
    expect(result.test?.metrics["accuracy"]).toBeGreaterThan(0.6);

    const controller = new AbortController();
    const { logger } = rememberingLogger();
    const progress = (line: string): void => {
      if (line.includes("step 20/")) controller.abort("SIGINT");
    };
    const interrupted = train(config, { out: parts, logger: { ...logger, progress }, signal: controller.signal });
    await expect(interrupted).rejects.toThrow(TrainingInterrupted);
    await train(config, { out: parts, resume: true });
    expect(differingFiles(whole, parts)).toEqual([]);

    const [base, trained] = [await loadModel(tinyDistilbert), await loadModel(result.modelDirectory)];
    expect(trained.config).toEqual(base.config);
    const changed = [...base.weights].filter(([name, { data }]) =>
      data.some((value, i) => value !== trained.weights.get(name)?.data[i]),
    );
    const layer = [...base.weights.keys()].filter((name) => name.startsWith("transformer.layer.1."));
    expect(changed.map(([name]) => name).sort()).toEqual(layer.sort());

    const classifier = await IntentClassifier.load(result.modelDirectory, { threads: 1 });
    const [hello] = await classifier.classify(["hello thanks great"]);
    await classifier.release();
    expect(hello?.label).toBe("chitchat");
  }, 60_000);

  test.each(["tiny-roberta", "tiny-mpnet"])(
    "%s with a frozen layer and a prompt: what is frozen stays",
    async (family) => {
      const { config, out } = exampleTraining({
        textsALabel: 20,
        train: { epochs: 2, freezeLayers: 1, learningRate: 1e-2 },
      });
      const base = join(golden, family);
      const result = await train({ ...config, model: { ...config.model, base, prompt: "do it " } }, { out });
      const [before, after] = [await loadModel(base), await loadModel(result.modelDirectory)];
      expect(after.tokenizer.prompt).toBe("do it ");
      const changed = [...before.weights.keys()].filter(
        (name) => String(before.weights.get(name)?.data) !== String(after.weights.get(name)?.data),
      );
      expect(changed).toHaveLength(16);
      expect(changed.every((name) => name.startsWith("encoder.layer.1."))).toBe(true);
    },
  );

  test("all layers, with dropout: learns", async () => {
    const { config, out } = exampleTraining({ textsALabel: 40, train: { epochs: 8, learningRate: 1e-2 } });
    const result = await train({ ...config, model: { ...config.model, base: tinyDistilbert } }, { out });
    expect(result.test?.metrics["accuracy"]).toBeGreaterThan(0.8);
  });
});

test("a student of one layer is distilled from a DistilBERT and is one itself", async () => {
  const { folder } = exampleTraining();
  const corpus = join(folder, "corpus.txt");
  const texts = exampleCsv(100).split("\n").slice(1);
  writeFileSync(corpus, texts.map((row) => row.split(",")[0]).join("\n"));
  const start = { layers: [1], vocabularySize: 140 };
  const common = {
    teacher: tinyDistilbert,
    start,
    corpus: [corpus],
    batchTexts: 32,
    threads: 1,
    dtype: "F32" as const,
  };
  const untrained = await distill({ ...common, out: join(folder, "untrained"), epochs: 1, learningRate: 1e-9 });
  const trained = await distill({ ...common, out: join(folder, "student"), epochs: 6, learningRate: 3e-3 });
  expect(trained.meanCosine).toBeGreaterThan(untrained.meanCosine);
  expect(trained.spearman).toBeGreaterThan(untrained.spearman);
  const { config } = await loadModel(join(folder, "student"));
  expect(config).toMatchObject({ family: "distilbert", layerCount: 1, vocabularySize: 140 });
}, 60_000);
