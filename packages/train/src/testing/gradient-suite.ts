import { readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { onnxruntimeEngine, referenceEngine, type Engine } from "@intentsmith/graph";
import { loadModel, readSafetensors } from "@intentsmith/model";
import erf from "@stdlib/math-base-special-erf";
import { describe, expect, it } from "vitest";
import { contrastiveLoss } from "../losses/contrastive.ts";
import type { DistanceName } from "../losses/distance.ts";
import { labelSoftmaxLoss } from "../losses/label-softmax.ts";
import type { Loss } from "../losses/loss.ts";
import { onlineContrastiveLoss } from "../losses/online-contrastive.ts";
import { batchFeeds, batchObjective } from "../losses/batch-objective.ts";
import { createAdamWState } from "../optim/adamw-state.ts";
import { scheduleFactor } from "../optim/schedules.ts";
import { batchOf, sequencesOf, type GoldenBatch } from "./golden-batch.ts";
import { expectNear } from "./near.ts";
import { embeddingTables, TrainableParameters } from "../step/trainable-parameters.ts";
import { TrainingStep } from "../step/training-step.ts";
import { updateParameters } from "../step/update-parameters.ts";

const goldenFile = (name: string): string =>
  fileURLToPath(new URL(`../../../../oracles/golden/${name}`, import.meta.url));
const goldenJson = <T>(name: string): T => JSON.parse(readFileSync(goldenFile(name), "utf8")) as T;

interface GoldenLoss {
  name: string;
  loss: string;
  distance: DistanceName;
  margin: number;
  scale: number;
  value: number;
}
interface GoldenTraining {
  config: { learningRate: number; warmupSteps: number; weightDecay: number; maxGradNorm: number; margin: number };
  batches: GoldenBatch[];
  steps: { learningRate: number; float64: { loss: number }; float32: { loss: number } }[];
}
const float64 = referenceEngine(erf);
const float32 = onnxruntimeEngine({ threads: 1 });

const createLoss: Record<string, (entry: GoldenLoss) => Loss> = {
  onlineContrastive: (entry) => onlineContrastiveLoss(entry),
  contrastive: (entry) => contrastiveLoss(entry),
  labelSoftmax: ({ scale }) => labelSoftmaxLoss({ scale, labelCount: 5 }),
};

/** Softmax does not see a shift: this gradient is rounding noise around zero. */
const isKeyBias = (name: string): boolean =>
  name.endsWith("attention.k_lin.bias") || name.endsWith(".self.key.bias") || name.endsWith("attn.k.bias");

export interface GoldenFamily {
  /** The golden model's folder. */
  family: string;
  /** Its weights that are trained: the tables, LayerNorm, 16 a layer (no pooler), MPNet's table of relative positions. */
  weightCount: number;
  hasTraining: boolean;
}

/** Gradients and 20 training steps of a family's golden model against PyTorch. */
export async function gradientSuite({ family, weightCount, hasTraining }: GoldenFamily): Promise<void> {
  const golden = goldenJson<{ batch: GoldenBatch; losses: GoldenLoss[] }>(`${family}-gradients.json`);
  const { batch, losses } = golden;
  const gradientTensors = readSafetensors(goldenFile(`${family}-gradients.safetensors`)).tensors;
  const model = await loadModel(goldenFile(family));
  function trainingStep(engine: Engine, parameters: TrainableParameters, loss: Loss): TrainingStep {
    return new TrainingStep({
      engine,
      shape: model,
      parameters,
      objective: batchObjective(loss),
      dropout: { hidden: 0, attention: 0 },
      seed: 0,
      maxBuckets: 3,
      frozen: undefined,
    });
  }

  /** Numbers of every weight, as doubles under the checkpoint's names. */
  function inCheckpointNames(fill: (length: number, name: string) => Float64Array): Map<string, Float64Array> {
    return new Map([...model.weights].map(([name, { data }]) => [name, fill(data.length, name)]));
  }

  function store(
    parameters: TrainableParameters,
    into: Map<string, Float64Array>,
    tables: Map<string, Float32Array>,
  ): void {
    const weights = new Map(
      [...model.weights].map(([name, { shape }]) => [name, { shape, data: into.get(name) as unknown as Float32Array }]),
    );
    parameters.storeInto({ ...model, weights }, tables);
  }

  async function gradientsOf(
    engine: Engine,
    loss: Loss,
  ): Promise<{ value: number; gradients: Map<string, Float64Array> }> {
    const precision = engine.name === "reference" ? "float64" : "float32";
    const parameters = new TrainableParameters(model, sequencesOf(batch), { precision, frozenLayers: 0 });
    const step = trainingStep(engine, parameters, loss);
    const { loss: value } = await step.run(sequencesOf(batch), batchFeeds(batchOf(batch)), 0);
    await step.release();
    parameters.arena.data.set(parameters.gradients.data);
    const gradients = inCheckpointNames((length) => new Float64Array(length));
    store(parameters, gradients, new Map([...gradients].map(([name, { length }]) => [name, new Float32Array(length)])));
    return { value, gradients };
  }

  describe(`gradients of every weight of ${family} against PyTorch`, () => {
    const cases = losses.filter(({ loss }) => loss in createLoss).map((entry) => [entry.name, entry] as const);

    it.each(cases)("%s", async (name, entry) => {
      const loss = (createLoss[entry.loss] as (of: GoldenLoss) => Loss)(entry);
      const exact = await gradientsOf(float64, loss);
      const rounded = await gradientsOf(float32, loss);
      expectNear([exact.value], [entry.value], 1e-10, 1e-9, "loss");
      const expected = [...gradientTensors].filter(
        ([key]) => key.startsWith(`${name}/`) && !key.endsWith("/embeddings"),
      );
      expect(expected.length).toBe(weightCount);
      for (const [key, { data }] of expected) {
        const weight = key.slice(name.length + 1);
        const ours = exact.gradients.get(weight) as Float64Array;
        if (isKeyBias(weight)) {
          expectNear(ours, new Float64Array(16), 1e-12, 0, key);
          continue;
        }
        expectNear(ours, data as Float64Array, 1e-10, 1e-9, key);
        // Float32 sums of many terms: the tolerance is relative to the weight's largest gradient.
        const largest = (data as Float64Array).reduce((most, value) => Math.max(most, Math.abs(value)), 0);
        const float32Gradient = rounded.gradients.get(weight) as Float64Array;
        expectNear(float32Gradient, data as Float64Array, 1e-6 + 1e-5 * largest, 1e-5, `${key} in float32`);
      }
    });
  });

  describe.skipIf(!hasTraining)(`20 training steps of ${family} against PyTorch`, () => {
    if (!hasTraining) return;
    const { config, batches, steps } = goldenJson<GoldenTraining>(`${family}-training-20-steps.json`);
    const trainedTensors = readSafetensors(goldenFile(`${family}-training-20-steps.safetensors`)).tensors;

    it.each([
      ["float64", float64, 1e-10, 1e-9],
      ["float32", float32, 1e-6, 1e-5],
    ] as const)("%s: every weight and every step's loss", async (precision, engine, absolute, relative) => {
      const parameters = new TrainableParameters(model, batches.flatMap(sequencesOf), { precision });
      const optimizer = createAdamWState(parameters.arena.data);
      const step = trainingStep(
        engine,
        parameters,
        onlineContrastiveLoss({ margin: config.margin, distance: "cosine" }),
      );
      const [lossAbsolute, lossRelative] = precision === "float64" ? [1e-10, 1e-9] : [1e-5, 1e-4];
      for (const [i, golden] of batches.entries()) {
        const { loss } = await step.run(sequencesOf(golden), batchFeeds(batchOf(golden)), i);
        expectNear([loss], [steps[i]?.[precision].loss as number], lossAbsolute, lossRelative, `loss of step ${i}`);
        const factor = scheduleFactor("linear", i, config.warmupSteps, batches.length);
        updateParameters(parameters, optimizer, config.learningRate * factor, config);
      }
      await step.release();
      const trained = inCheckpointNames((_, name) => Float64Array.from(model.weights.get(name)?.data ?? []));
      store(parameters, trained, embeddingTables(model));
      const bound = steps.reduce((sum, { learningRate }) => sum + learningRate, 0);
      const expected = [...trainedTensors].filter(([key]) => key.startsWith(`${precision}/`));
      expect(expected.length).toBe(weightCount);
      for (const [key, { data }] of expected) {
        const name = key.slice(precision.length + 1);
        const ours = trained.get(name) as Float64Array;
        // Adam normalises the noise of the key biases, so in float32 they may wander by steps × rate.
        if (isKeyBias(name) && precision === "float32") expectNear(ours, data as Float32Array, 2 * bound, 0, key);
        else expectNear(ours, data as Float64Array, absolute, relative, key);
      }
    });
  });
}
