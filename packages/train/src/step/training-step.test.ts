import { readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import type { Batch } from "@intentsmith/data";
import { onnxruntimeEngine, referenceEngine, type Engine } from "@intentsmith/graph";
import { loadModel, readSafetensors, type SentenceModel } from "@intentsmith/model";
import erf from "@stdlib/math-base-special-erf";
import { beforeAll, describe, expect, it } from "vitest";
import { FrozenActivations } from "./frozen-activations.ts";
import { contrastiveLoss } from "../losses/contrastive.ts";
import type { DistanceName } from "../losses/distance.ts";
import { labelSoftmaxLoss } from "../losses/label-softmax.ts";
import type { Loss } from "../losses/loss.ts";
import { onlineContrastiveLoss } from "../losses/online-contrastive.ts";
import { batchFeeds, batchObjective } from "../losses/batch-objective.ts";
import { batchOf, type GoldenBatch } from "../testing/golden-batch.ts";
import { expectNear } from "../testing/near.ts";
import { createAdamWState } from "../optim/adamw-state.ts";
import { scheduleFactor } from "../optim/schedules.ts";
import { TrainingStep } from "./training-step.ts";
import { embeddingTables, TrainableParameters } from "./trainable-parameters.ts";
import { updateParameters } from "./update-parameters.ts";

const goldenFolder = new URL("../../../../oracles/golden/", import.meta.url);
const golden = <T>(name: string): T => JSON.parse(readFileSync(new URL(name, goldenFolder), "utf8")) as T;
const tinyBert = fileURLToPath(new URL("tiny-bert", goldenFolder));

interface GoldenLoss {
  name: string;
  loss: string;
  distance: DistanceName;
  margin: number;
  scale: number;
  value: number;
}
const gradients = golden<{ batch: GoldenBatch; losses: GoldenLoss[] }>("tiny-bert-gradients.json");
const gradientTensors = readSafetensors(
  fileURLToPath(new URL("tiny-bert-gradients.safetensors", goldenFolder)),
).tensors;
const run20 = golden<{
  config: { learningRate: number; warmupSteps: number; weightDecay: number; maxGradNorm: number; margin: number };
  batches: GoldenBatch[];
  steps: { learningRate: number; float64: { loss: number }; float32: { loss: number } }[];
}>("training-20-steps.json");
const run20Tensors = readSafetensors(fileURLToPath(new URL("training-20-steps.safetensors", goldenFolder))).tensors;

const float64 = referenceEngine(erf);
const float32 = onnxruntimeEngine({ threads: 1 });
const noDropout = { hidden: 0, attention: 0 };
let model: SentenceModel;
beforeAll(async () => {
  model = await loadModel(tinyBert);
});

const losses: Record<string, (g: GoldenLoss) => Loss> = {
  onlineContrastive: (g) => onlineContrastiveLoss(g),
  contrastive: (g) => contrastiveLoss(g),
  labelSoftmax: (g) => labelSoftmaxLoss({ scale: g.scale, labelCount: 5 }),
};

/** Every weight's gradient of one batch, in the checkpoint's names and shapes. */
async function allGradients(
  engine: Engine,
  loss: Loss,
  batch: Batch,
  sequences: Int32Array[],
  maxBuckets = 3,
  frozen?: FrozenActivations,
): Promise<{ value: number; gradients: Map<string, Float64Array> }> {
  const parameters = new TrainableParameters(model, sequences, {
    precision: engine.name === "reference" ? "float64" : "float32",
    frozenLayers: frozen?.layers ?? 0,
  });
  const step = new TrainingStep({
    engine,
    shape: model,
    parameters,
    objective: batchObjective(loss),
    dropout: noDropout,
    seed: 0,
    maxBuckets,
    frozen,
  });
  const { loss: value } = await step.run(sequences, batchFeeds(batch), 0);
  await step.release();
  const target = new Map(
    [...model.weights].map(([name, { shape, data }]) => [
      name,
      { shape, data: new Float64Array(data.length) as unknown as Float32Array },
    ]),
  );
  parameters.arena.data.set(parameters.gradients.data);
  const zeros = new Map([...target].map(([name, { data }]) => [name, new Float32Array(data.length)]));
  parameters.storeInto({ ...model, weights: target }, zeros);
  return { value, gradients: new Map([...target].map(([name, { data }]) => [name, data as unknown as Float64Array])) };
}

const isKeyBias = (name: string): boolean => name.endsWith("attention.self.key.bias");

describe("gradients of every weight against PyTorch in float64", () => {
  const cases = gradients.losses.filter(({ loss }) => loss in losses).map((entry) => [entry.name, entry] as const);

  it.each(cases)("%s on the reference engine", async (name, entry) => {
    const sequences = gradients.batch.sequences.map((ids) => Int32Array.from(ids));
    const loss = (losses[entry.loss] as (g: GoldenLoss) => Loss)(entry);
    const { value, gradients: ours } = await allGradients(float64, loss, batchOf(gradients.batch), sequences);
    expectNear([value], [entry.value], 1e-10, 1e-9, "loss");
    const names = [...gradientTensors.keys()].filter(
      (key) => key.startsWith(`${name}/`) && !key.endsWith("/embeddings"),
    );
    expect(names.length).toBe(37);
    for (const key of names) {
      const weight = key.slice(name.length + 1);
      if (isKeyBias(weight)) expectNear(ours.get(weight) as Float64Array, new Float64Array(16), 1e-12, 0, key);
      else
        expectNear(ours.get(weight) as Float64Array, gradientTensors.get(key)?.data as Float64Array, 1e-10, 1e-9, key);
    }
  });

  it.each(cases)("%s on onnxruntime in float32", async (name, entry) => {
    const sequences = gradients.batch.sequences.map((ids) => Int32Array.from(ids));
    const loss = (losses[entry.loss] as (g: GoldenLoss) => Loss)(entry);
    const { gradients: ours } = await allGradients(float32, loss, batchOf(gradients.batch), sequences);
    // Float32 sums of many terms: the tolerance is relative to the weight's largest gradient.
    for (const [weight, values] of ours) {
      const expected = gradientTensors.get(`${name}/${weight}`)?.data as Float64Array | undefined;
      if (expected === undefined || isKeyBias(weight)) continue;
      const largest = expected.reduce((most, value) => Math.max(most, Math.abs(value)), 0);
      expectNear(values, expected, 1e-6 + 1e-5 * largest, 1e-5, weight);
    }
  });
});

describe("fast path equals slow path, every weight's gradient in float64", () => {
  const sequences = gradients.batch.sequences.map((ids) => Int32Array.from(ids));
  const loss = onlineContrastiveLoss({ margin: 0.5, distance: "cosine" });
  const expectSame = (a: Map<string, Float64Array>, b: Map<string, Float64Array>): void => {
    for (const [name, values] of a) expectNear(values, b.get(name) as Float64Array, 1e-12, 1e-10, name);
  };

  it("many length buckets against one", async () => {
    const one = await allGradients(float64, loss, batchOf(gradients.batch), sequences, 1);
    const many = await allGradients(float64, loss, batchOf(gradients.batch), sequences, 8);
    expectSame(many.gradients, one.gradients);
  });

  it("frozen lower layers, computed once and cached, against the whole model", async () => {
    const whole = await allGradients(float64, loss, batchOf(gradients.batch), sequences);
    const frozen = await FrozenActivations.compute(model, 1, sequences, float64);
    const upper = await allGradients(float64, loss, batchOf(gradients.batch), sequences, 3, frozen);
    expectNear([upper.value], [whole.value], 1e-12, 1e-10, "loss");
    for (const [name, values] of upper.gradients) {
      const trained = name.startsWith("encoder.layer.1.");
      const expected = trained ? (whole.gradients.get(name) as Float64Array) : new Float64Array(values.length);
      expectNear(values, expected, 1e-12, 1e-10, name);
    }
  });

  it("distinct sequences against one copy a pair, and grouped pairs against the same pairs in another order", async () => {
    const { left, right, target } = gradients.batch;
    const order = left.map((_, p) => p).reverse();
    const copies = order.flatMap((p) => [
      sequences[left[p] as number] as Int32Array,
      sequences[right[p] as number] as Int32Array,
    ]);
    const listed: Batch = {
      sequences: Int32Array.from(copies.keys()),
      left: Int32Array.from(order.keys(), (i) => 2 * i),
      right: Int32Array.from(order.keys(), (i) => 2 * i + 1),
      target: Float32Array.from(order, (p) => target[p] as number),
      examples: new Int32Array(),
      texts: new Int32Array(),
      labels: new Int32Array(),
    };
    const slow = await allGradients(float64, loss, listed, copies);
    const fast = await allGradients(float64, loss, batchOf(gradients.batch), sequences);
    expectNear([fast.value], [slow.value], 1e-12, 1e-10, "loss");
    expectSame(fast.gradients, slow.gradients);
  });
});

describe("20 training steps against PyTorch", () => {
  const { config, batches, steps } = run20;

  it.each([
    ["float64", float64, 1e-10, 1e-9],
    ["float32", float32, 1e-6, 1e-5],
  ] as const)("%s: every weight and every step's loss", async (precision, engine, absolute, relative) => {
    const sequences = batches.map((batch) => batch.sequences.map((ids) => Int32Array.from(ids)));
    const parameters = new TrainableParameters(model, sequences.flat(), { precision });
    const optimizer = createAdamWState(parameters.arena.data);
    const loss = onlineContrastiveLoss({ margin: config.margin, distance: "cosine" });
    const step = new TrainingStep({
      engine,
      shape: model,
      parameters,
      objective: batchObjective(loss),
      dropout: noDropout,
      seed: 0,
      maxBuckets: 3,
    });
    for (const [i, batch] of batches.entries()) {
      const outcome = await step.run(sequences[i] as Int32Array[], batchFeeds(batchOf(batch)), i);
      const expected = steps[i]?.[precision].loss as number;
      expectNear(
        [outcome.loss],
        [expected],
        precision === "float64" ? 1e-10 : 1e-5,
        precision === "float64" ? 1e-9 : 1e-4,
        `loss of step ${i}`,
      );
      const learningRate = config.learningRate * scheduleFactor("linear", i, config.warmupSteps, batches.length);
      expect(learningRate).toBeCloseTo(steps[i]?.learningRate as number, 12);
      updateParameters(parameters, optimizer, learningRate, config);
    }
    await step.release();
    const weights = new Map(
      [...model.weights].map(([name, { shape, data }]) => [
        name,
        { shape, data: Float64Array.from(data) as unknown as Float32Array },
      ]),
    );
    parameters.storeInto({ ...model, weights }, embeddingTables(model));
    const bound = steps.reduce((sum, { learningRate }) => sum + learningRate, 0);
    for (const [key, tensor] of run20Tensors) {
      if (!key.startsWith(`${precision}/`)) continue;
      const name = key.slice(precision.length + 1);
      const ours = weights.get(name)?.data as unknown as Float64Array;
      // Key biases have no true gradient; Adam normalises its rounding noise, so they may wander by steps × rate.
      if (isKeyBias(name) && precision === "float32") expectNear(ours, tensor.data as Float32Array, 2 * bound, 0, key);
      else expectNear(ours, tensor.data as Float64Array, absolute, relative, key);
    }
    expect(weights.get("pooler.dense.weight")?.data).toEqual(
      Float64Array.from(model.weights.get("pooler.dense.weight")?.data ?? []),
    );
  });
});
