import type { Batch } from "@intentsmith/data";
import type { Engine } from "@intentsmith/graph";
import type { SentenceModel } from "@intentsmith/model";
import type { GoldenBatch } from "../golden.ts";
// The parts of a training step are no public API: a user calls `train`.
import type { Loss } from "../../../packages/train/src/losses/loss.ts";
import { batchFeeds, batchObjective } from "../../../packages/train/src/losses/batch-objective.ts";
import { TrainableParameters } from "../../../packages/train/src/step/trainable-parameters.ts";
import { TrainingStep } from "../../../packages/train/src/step/training-step.ts";

/** One batch through our step graph, dropout off: the loss, and every weight's gradient by the checkpoint's names. */
export async function ourGradients(
  engine: Engine,
  model: SentenceModel,
  loss: Loss,
  { sequences: ids, left, right, target, labelIndex }: GoldenBatch,
): Promise<{ value: number; gradients: Map<string, ArrayLike<number>> }> {
  const sequences = ids.map((row) => Int32Array.from(row));
  const precision = engine.name === "reference" ? "float64" : "float32";
  const parameters = new TrainableParameters(model, sequences, { precision });
  const dropout = { hidden: 0, attention: 0 };
  const options = {
    engine,
    shape: model,
    parameters,
    objective: batchObjective(loss),
    dropout,
    seed: 0,
    maxBuckets: 3,
  };
  const step = new TrainingStep(options);
  const batch: Batch = {
    sequences: Int32Array.from(sequences.keys()),
    left: Int32Array.from(left),
    right: Int32Array.from(right),
    target: Float32Array.from(target),
    examples: new Int32Array(),
    texts: Int32Array.from(labelIndex.keys()),
    labels: Int32Array.from(labelIndex),
  };
  const { loss: value } = await step.run(sequences, batchFeeds(batch), 0);
  await step.release();
  // Gradients take the parameters' place to be written out under the checkpoint's names; rows without one are zeros.
  parameters.arena.data.set(parameters.gradients.data);
  const zeros = [...model.weights].map(
    ([name, { shape, data }]) =>
      [name, { shape, data: new Float64Array(data.length) as unknown as Float32Array }] as const,
  );
  const weights = new Map(zeros);
  parameters.storeInto({ ...model, weights }, new Map(zeros.map(([name, { data }]) => [name, data])));
  return { value, gradients: new Map(zeros.map(([name, { data }]) => [name, data])) };
}
