import { join } from "node:path";
import { IntentClassifier, readTrainedModelRecord } from "@intentsmith/classifier";
import { silentLogger } from "@intentsmith/core";
import { loadModel, readSafetensors, SentenceEncoder } from "@intentsmith/model";
import { expect, test } from "vitest";
import type { TrainingConfig } from "../config/training-config.ts";
import { TrainingInterrupted } from "../folder/interrupted.ts";
import { countEpochTokens } from "../plan/epoch-tokens.ts";
import { planTraining } from "../plan/training-plan.ts";
import { exampleTraining, rememberingLogger } from "../testing/example-training.ts";
import { finalMetricsOf, differingFiles } from "../testing/run-files.ts";
import { thrown } from "../testing/thrown.ts";
import { measureTokensPerSecond } from "./measure-speed.ts";
import { train } from "./train.ts";
import { onnxruntimeEngine } from "@intentsmith/graph";

const settings = { loss: { type: "label-vectors", scale: 10 }, epochs: 6, learningRate: 1e-2, freezeLayers: 1 };

/** The vectors [C, H] of a saved model, a label each. */
function savedVectors(model: string): Float32Array[] {
  const { data, shape } = readSafetensors(join(model, "head.safetensors")).tensors.get("label_vectors") ?? {};
  const [C, H] = shape as [number, number];
  return Array.from({ length: C }, (_, c) => (data as Float32Array).subarray(c * H, (c + 1) * H));
}

const dot = (a: Float32Array, b: Float32Array): number =>
  a.reduce((sum, value, j) => sum + value * (b[j] as number), 0);

test("a vector a label is trained, saved beside the model, measured with and classified by; a resumed run has the same", async () => {
  const { config, folder } = exampleTraining({ textsALabel: 40, train: settings });
  const [whole, parts] = [join(folder, "whole"), join(folder, "parts")];
  const { modelDirectory, test: measured, steps } = await train(config, { out: whole });
  // by chance a quarter
  expect(measured?.metrics["accuracy"]).toBeGreaterThan(0.7);

  const record = readTrainedModelRecord(modelDirectory);
  expect(record).toMatchObject({ format: 2, head: { type: "label-vectors" } });
  const vectors = savedVectors(modelDirectory);
  expect(vectors.length).toBe(4);
  for (const vector of vectors) expect(dot(vector, vector)).toBeCloseTo(1, 5);
  // They are no longer the words' embeddings, of neither the base nor the trained model
  for (const model of [await loadModel(config.model.base), await loadModel(modelDirectory)]) {
    const encoder = new SentenceEncoder(model);
    const words = await encoder.encode(record.labels.map((label) => label.words));
    await encoder.release();
    const cosines = vectors.map((vector, c) =>
      dot(vector, words.data.subarray(c * words.width, (c + 1) * words.width)),
    );
    expect(Math.max(...cosines)).toBeLessThan(0.999);
  }

  const classifier = await IntentClassifier.load(modelDirectory, { threads: 1 });
  const { label } = await classifier.classify("hello thanks great");
  await classifier.release();
  expect(label).toBe("chitchat");

  const controller = new AbortController();
  const progress = (line: string): void => {
    if (line.includes(`step ${Math.floor(steps / 2)}/`)) controller.abort("SIGINT");
  };
  const logger = { ...rememberingLogger().logger, progress };
  await expect(train(config, { out: parts, logger, signal: controller.signal })).rejects.toThrow(TrainingInterrupted);
  await train(config, { out: parts, resume: true });
  expect(differingFiles(whole, parts)).toEqual([]);
  expect(finalMetricsOf(parts)["test_accuracy"]).toBe(measured?.metrics["accuracy"]);
}, 60_000);

test("no label words are encoded, so a step has fewer tokens than with label softmax", async () => {
  const { config } = exampleTraining({ textsALabel: 10, train: settings });
  const logger = silentLogger;
  const withWords: TrainingConfig = {
    ...config,
    train: { ...config.train, loss: { type: "label-softmax", scale: 10 } },
  };
  const [vectors, words] = [await planTraining(config, { logger }), await planTraining(withWords, { logger })];
  const texts = [...vectors.sampler.epoch(0)].flatMap(({ texts: at, sequences }) => [...at].map((i) => sequences[i]));
  expect(texts.length).toBe(vectors.trainExamples.length);
  expect(countEpochTokens(vectors).training).toBeLessThan(countEpochTokens(words).training);
  expect(
    await measureTokensPerSecond(config, vectors, onnxruntimeEngine({ threads: 1 }), { steps: 1 }),
  ).toBeGreaterThan(0);
});

test("with the shuffled sampler it is refused before anything is written", async () => {
  const { config, out } = exampleTraining({ train: settings });
  const shuffled = { ...config, train: { ...config.train, sampler: { type: "shuffled" as const, batchPairs: 8 } } };
  expect(await thrown(() => train(shuffled, { out }))).toMatch(
    /^CONFIG_INVALID: train.loss: label-vectors needs whole texts with all their labels/,
  );
});
