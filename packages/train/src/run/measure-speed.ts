import type { Engine } from "@intentsmith/graph";
import { batchFeeds } from "../losses/batch-objective.ts";
import { createAdamWState } from "../optim/adamw-state.ts";
import type { TrainingConfig } from "../config/training-config.ts";
import type { TrainingPlan } from "../plan/training-plan.ts";
import { createPlannedLoss, createTrainingStep, freezeLowerLayers } from "./create-training-step.ts";
import { TrainableParameters } from "../step/trainable-parameters.ts";
import { updateParameters } from "../step/update-parameters.ts";

/**
 * Training tokens a second, of a few real steps on copies of the weights. The first step also compiles the graph and
 * is not counted.
 */
export async function measureTokensPerSecond(
  config: TrainingConfig,
  plan: TrainingPlan,
  engine: Engine,
  options: { steps?: number } = {},
): Promise<number> {
  const loss = await createPlannedLoss(config, plan, engine);
  const parameters = new TrainableParameters(plan.model, plan.sequences, {
    frozenLayers: config.train.freezeLayers,
    own: loss.parameters,
  });
  const optimizer = createAdamWState(parameters.arena.data);
  const frozen = await freezeLowerLayers(config, plan, engine);
  const step = createTrainingStep(config, plan, loss, parameters, engine, frozen);
  let [tokens, seconds, done] = [0, 0, 0];
  try {
    // Short epochs are gone round again: what is measured are steps
    for (const steps = options.steps ?? 3; done <= steps;) {
      for (const batch of plan.sampler.epoch(0)) {
        const begun = performance.now();
        const sequences = Array.from(batch.sequences, (index) => plan.sequences[index] as Int32Array);
        const outcome = await step.run(sequences, batchFeeds(batch), done);
        updateParameters(parameters, optimizer, 0, config.train);
        if (done > 0) {
          tokens += outcome.tokenCount;
          seconds += (performance.now() - begun) / 1000;
        }
        done += 1;
        if (done > steps) break;
      }
    }
    return tokens / seconds;
  } finally {
    await step.release();
  }
}
