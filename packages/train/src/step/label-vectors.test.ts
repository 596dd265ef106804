import { readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { onnxruntimeEngine, referenceEngine, type Engine } from "@intentsmith/graph";
import { loadModel, readSafetensors, type Floats } from "@intentsmith/model";
import erf from "@stdlib/math-base-special-erf";
import { describe, expect, it } from "vitest";
import { batchFeeds, batchObjective } from "../losses/batch-objective.ts";
import { labelVectorsLoss, labelVectorsName } from "../losses/label-vectors.ts";
import { createAdamWState } from "../optim/adamw-state.ts";
import { scheduleFactor } from "../optim/schedules.ts";
import { batchOf, sequencesOf, type GoldenBatch } from "../testing/golden-batch.ts";
import { expectNear } from "../testing/near.ts";
import { embeddingTables, TrainableParameters } from "./trainable-parameters.ts";
import { TrainingStep } from "./training-step.ts";
import { updateParameters } from "./update-parameters.ts";

const goldenFile = (name: string): string =>
  fileURLToPath(new URL(`../../../../oracles/golden/${name}`, import.meta.url));
const golden = JSON.parse(readFileSync(goldenFile("label-vectors.json"), "utf8")) as {
  config: { scale: number; learningRate: number; warmupSteps: number; weightDecay: number; maxGradNorm: number };
  batch: GoldenBatch;
  value: number;
  batches: GoldenBatch[];
  steps: Record<"float64" | "float32", { loss: number; gradientNorm: number }>[];
};
const { tensors } = readSafetensors(goldenFile("label-vectors.safetensors"));
const tensor = (name: string): Floats => tensors.get(name)?.data as Float64Array;

const model = await loadModel(goldenFile("tiny-bert"));
const [C, H] = [5, model.config.hiddenSize];
const isKeyBias = (name: string): boolean => name.endsWith("attention.self.key.bias");
const engines = {
  float64: { engine: referenceEngine(erf), absolute: 1e-10, relative: 1e-9 },
  float32: { engine: onnxruntimeEngine({ threads: 1 }), absolute: 1e-6, relative: 1e-5 },
} as const;
const precisions = ["float64", "float32"] as const;

/** Only the texts are encoded: the label words' vectors stand for them. */
const textsOf = (batch: GoldenBatch): Int32Array[] => sequencesOf(batch).slice(0, batch.textCount);

function start(
  precision: "float64" | "float32",
  batches: readonly GoldenBatch[],
  vectors: Floats,
): { parameters: TrainableParameters; step: TrainingStep } {
  const engine: Engine = engines[precision].engine;
  const loss = labelVectorsLoss({ scale: golden.config.scale, initial: { data: vectors, rowCount: C, width: H } });
  const own = loss.parameters;
  const parameters = new TrainableParameters(model, batches.flatMap(sequencesOf), { precision, own });
  const objective = batchObjective(loss);
  const dropout = { hidden: 0, attention: 0 };
  return { parameters, step: new TrainingStep({ engine, shape: model, parameters, objective, dropout, seed: 0 }) };
}

/** The encoder's parameters under the checkpoint's names, and the vectors. */
function named(parameters: TrainableParameters, tables = embeddingTables(model)): Map<string, Floats> {
  const weights = new Map(
    [...model.weights].map(([name, { shape, data }]) => [
      name,
      { shape, data: Float64Array.from(data) as unknown as Float32Array },
    ]),
  );
  parameters.storeInto({ ...model, weights }, tables);
  const encoder = [...weights].map(([name, { data }]) => [name, data as Floats] as const);
  return new Map([...encoder, [labelVectorsName, parameters.own(labelVectorsName)]]);
}

describe("label vectors trained beside the encoder, against PyTorch", () => {
  it.each(precisions)("%s: the gradient of every weight and of the vectors", async (precision) => {
    const { absolute, relative } = engines[precision];
    const { parameters, step } = start(precision, [golden.batch], tensor("gradients/start"));
    const { loss } = await step.run(textsOf(golden.batch), batchFeeds(batchOf(golden.batch)), 0);
    await step.release();
    expectNear([loss], [golden.value], absolute, relative, "loss");
    parameters.arena.data.set(parameters.gradients.data);
    const zeros = new Map([...embeddingTables(model)].map(([name, { length }]) => [name, new Float32Array(length)]));
    const found = named(parameters, zeros);
    const names = [...tensors.keys()].flatMap((key) => /^gradients\/(?!start)(.+)$/.exec(key)?.[1] ?? []);
    expect(names.length).toBe(38); // 37 weights and the vectors
    for (const name of names) {
      const expected = tensor(`gradients/${name}`);
      const largest = Math.max(...Array.from(expected, Math.abs));
      if (isKeyBias(name))
        expectNear(found.get(name) ?? [], new Float64Array(H), precision === "float64" ? 1e-12 : 1e-6, 0, name);
      else expectNear(found.get(name) ?? [], expected, absolute * (1 + 10 * largest), relative, name);
    }
  });

  it.each(precisions)("%s: 20 steps, every weight and the vectors", async (precision) => {
    const { absolute, relative } = engines[precision];
    const { config, batches, steps } = golden;
    const { parameters, step } = start(precision, batches, tensor("start"));
    const optimizer = createAdamWState(parameters.arena.data);
    for (const [i, batch] of batches.entries()) {
      const { loss } = await step.run(textsOf(batch), batchFeeds(batchOf(batch)), i);
      const expected = steps[i]?.[precision];
      expectNear([loss], [expected?.loss ?? NaN], absolute * 10, relative * 10, `loss of step ${i}`);
      const rate = config.learningRate * scheduleFactor("linear", i, config.warmupSteps, batches.length);
      const norm = updateParameters(parameters, optimizer, rate, config);
      expectNear([norm], [expected?.gradientNorm ?? NaN], absolute * 10, relative * 10, `gradient norm of step ${i}`);
    }
    await step.release();
    const moved = named(parameters);
    for (const key of tensors.keys()) {
      const name = new RegExp(`^${precision}/(.+)$`).exec(key)?.[1];
      if (name === undefined) continue;
      // Key biases have no true gradient; Adam normalises its rounding noise, so they wander by steps × rate in float32
      if (isKeyBias(name) && precision === "float32") expectNear(moved.get(name) ?? [], tensor(key), 0.03, 0, key);
      else expectNear(moved.get(name) ?? [], tensor(key), absolute, relative, key);
    }
  });
});
