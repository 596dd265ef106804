// The parts of a training step one by one.
import { onnxruntimeEngine } from "@intentsmith/graph";
import { packedFeeds, packSequences } from "@intentsmith/model";
import {
  batchFeeds,
  batchObjective,
  createAdamWState,
  onlineContrastiveLoss,
  TrainableParameters,
  TrainingStep,
  updateParameters,
} from "@intentsmith/train";
// Only the benchmarks take masks apart from their step: no public API, so from the compiled file.
import { DropoutMasks } from "../../packages/train/dist/step/dropout-masks.js";

/**
 * A model in training, taken apart: `step` runs a batch and says how long it spent where, in ms.
 * `rate`: dropout probability. The learning rate is fixed and small: time does not depend on it.
 */
export function createTrainer({
  model,
  sequences,
  loss = onlineContrastiveLoss({ margin: 0.5, distance: "cosine" }),
  rate,
  threads,
  profilePrefix,
}) {
  const clock = { sessionMs: 0 };
  const parameters = new TrainableParameters(model, sequences);
  const optimizer = createAdamWState(parameters.arena.data);
  const dropout = { hidden: rate, attention: rate };
  const training = new TrainingStep({
    engine: timedEngine(
      onnxruntimeEngine({ threads, ...(profilePrefix === undefined ? {} : { profilePrefix }) }),
      clock,
    ),
    shape: model,
    parameters,
    objective: batchObjective(loss),
    dropout,
    seed: 42,
  });
  const masks = new DropoutMasks(dropout, model.config);
  let count = 0;
  return {
    /** @param batch of the sampler. @param rows token ids of its distinct sequences. */
    async step(batch, rows) {
      clock.sessionMs = 0;
      const begun = performance.now();
      const { tokenCount, loss: value } = await training.run(rows, batchFeeds(batch), count++);
      const ran = performance.now();
      updateParameters(parameters, optimizer, 1e-6, { weightDecay: 0.01, maxGradNorm: 1 });
      const done = performance.now();
      return {
        tokenCount,
        value,
        totalMs: done - begun,
        sessionMs: clock.sessionMs,
        optimizerMs: done - ran,
        runMs: ran - begun,
      };
    },
    /** Time to lay a batch out and to make its dropout masks, each on its own. */
    feeding(rows) {
      const begun = performance.now();
      const packed = packSequences(rows, 6);
      parameters.compact(packed.inputIds);
      packedFeeds(packed, model.config.headCount, model.pooling);
      const laidOut = performance.now();
      masks.feeds(packed, { seed: 42, step: count });
      return { feedingMs: laidOut - begun, masksMs: performance.now() - laidOut };
    },
    release: () => training.release(),
  };
}

/** An engine whose sessions add up the time that they run. */
function timedEngine(engine, clock) {
  return {
    name: engine.name,
    createSession: async (graph) => {
      const session = await engine.createSession(graph);
      return {
        run: async (feeds, options) => {
          const begun = performance.now();
          const outputs = await session.run(feeds, options);
          clock.sessionMs += performance.now() - begun;
          return outputs;
        },
        release: () => session.release(),
      };
    },
  };
}

/** Token ids of a batch's distinct sequences. */
export const rowsOf = (batch, sequences) => Array.from(batch.sequences, (index) => sequences[index]);

/** The first `count` batches of an epoch with their token ids. */
export function firstBatches(plan, count) {
  const batches = [];
  for (const batch of plan.sampler.epoch(0)) {
    if (batches.length === count) break;
    batches.push({ batch, rows: rowsOf(batch, plan.sequences) });
  }
  return batches;
}

/** Operations of all linear layers, forward and both products backward, 2 per multiply-add. */
export function linearFlops({ hiddenSize: H, feedForwardSize: F, layerCount }, tokens) {
  return 3 * 2 * tokens * layerCount * (4 * H * H + 2 * H * F);
}
