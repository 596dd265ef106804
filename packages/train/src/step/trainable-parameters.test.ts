import { SeededRandom } from "@intentsmith/core";
import { architectureOf, loadModel, type SentenceModel } from "@intentsmith/model";
import { expect, test } from "vitest";
import { adamWStep } from "../optim/adamw.ts";
import { createAdamWState } from "../optim/adamw-state.ts";
import { tinyBert } from "../testing/example-training.ts";
import { embeddingTables, TrainableParameters } from "./trainable-parameters.ts";
import { updateParameters } from "./update-parameters.ts";

const learningRate = 0.01;
const weightDecay = 0.1;
const stepCount = 50;

/** Runs AdamW over the rows of one table alone, every row of it, as PyTorch does. */
function denseTable(initial: Float32Array, gradientOf: (step: number) => Float32Array): Float32Array {
  const parameters = Float32Array.from(initial);
  const state = createAdamWState(parameters);
  const all = [{ start: 0, end: parameters.length, decay: true }];
  for (let step = 0; step < stepCount; step++) {
    adamWStep(parameters, gradientOf(step), state, all, learningRate, 1, { weightDecay });
  }
  return parameters;
}

test("rows that no text of the run has owe only their decay: equal to dense AdamW on the whole tables", async () => {
  const model = await loadModel(tinyBert);
  const H = model.config.hiddenSize;
  const sequences = [Int32Array.of(2, 40, 7, 3), Int32Array.of(2, 90, 7, 120, 7, 3), Int32Array.of(2, 0, 3)];
  const parameters = new TrainableParameters(model, sequences);
  const tables = embeddingTables(model);
  expect(parameters.tableSizes).toEqual({ vocabularySize: 7, maxPositions: 6, typeVocabularySize: 1 });

  // One sequence a step, with a gradient of its own for every token
  const batchOf = (step: number): { ids: Int32Array; rows: Float32Array } => {
    const random = new SeededRandom(step);
    const ids = sequences[step % sequences.length] as Int32Array;
    return { ids, rows: Float32Array.from({ length: ids.length * H }, () => random.next() - 0.5) };
  };
  const optimizer = createAdamWState(parameters.arena.data);
  for (let step = 0; step < stepCount; step++) {
    const { ids, rows } = batchOf(step);
    parameters.gradients.data.fill(0);
    parameters.accumulateTables(
      rows,
      ids,
      parameters.compact(ids),
      ids.map((_, position) => position),
    );
    updateParameters(parameters, optimizer, learningRate, { weightDecay, maxGradNorm: Infinity });
  }
  const trained: SentenceModel = {
    ...model,
    weights: new Map([...model.weights].map(([name, { shape, data }]) => [name, { shape, data: data.slice() }])),
  };
  parameters.storeInto(trained, tables);

  const { word, position, type = "" } = architectureOf(model.config).tables;
  const rowOf: Record<string, (id: number, position: number) => number | undefined> = {
    [word]: (id) => (id === model.config.padTokenId ? undefined : id),
    [position]: (_, position) => position,
    [type]: () => 0,
  };
  for (const [table, place] of Object.entries(rowOf)) {
    const initial = tables.get(table) as Float32Array;
    const dense = denseTable(initial, (step) => {
      const gradient = new Float32Array(initial.length);
      const { ids, rows } = batchOf(step);
      for (const [position, id] of ids.entries()) {
        const row = place(id, position);
        if (row === undefined) continue;
        for (let j = 0; j < H; j++) gradient[row * H + j]! += rows[position * H + j] as number;
      }
      return gradient;
    });
    const ours = trained.weights.get(table)?.data as Float32Array;
    expect(ours.length).toBe(dense.length);
    for (let i = 0; i < dense.length; i++) {
      const [a, b] = [ours[i] as number, dense[i] as number];
      if (!(Math.abs(a - b) <= 1e-6 + 1e-5 * Math.abs(b))) expect.fail(`${table}[${i}]: ${a} against ${b}`);
    }
    // and the decay is really there: rows that no text has are smaller than before
    if (table === word) expect(Math.abs(dense[100 * H] as number)).toBeLessThan(Math.abs(initial[100 * H] as number));
  }
});

test("a gradient that is not finite changes nothing", async () => {
  const parameters = new TrainableParameters(await loadModel(tinyBert), [Int32Array.of(2, 40, 3)]);
  const before = parameters.arena.data.slice();
  parameters.gradients.data.fill(1).set([Infinity], 5);
  const optimizer = createAdamWState(parameters.arena.data);
  expect(updateParameters(parameters, optimizer, learningRate, { weightDecay, maxGradNorm: 1 })).toBe(Infinity);
  expect(parameters.arena.data).toEqual(before);
  expect([parameters.untouchedDecay, optimizer.steps]).toEqual([1, 0]);
});
