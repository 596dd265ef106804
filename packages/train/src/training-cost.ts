import type { Engine } from "@intentsmith/graph";
import { modelInput } from "@intentsmith/data";
import { pairFeeds } from "./losses/pair-objective.ts";
import { createAdamWState } from "./optim/adamw.ts";
import type { TrainingConfig } from "./training-config.ts";
import { examplesOf, type TrainingPlan } from "./training-plan.ts";
import { createTrainingStep, freezeLowerLayers } from "./create-training-step.ts";
import { TrainableParameters } from "./trainable-parameters.ts";
import { updateParameters } from "./update-parameters.ts";

/** Tokens of an epoch's training steps (each distinct sequence once a batch) and, apart, of its evaluation. */
export interface EpochTokens {
  training: number;
  evaluation: number;
}

/** Counted through the sampler for the first epoch; the others differ by chance only. */
export function countEpochTokens({ sampler, sequences, dataset, model }: TrainingPlan): EpochTokens {
  let training = 0;
  for (const batch of sampler.epoch(0)) for (const index of batch.sequences) training += sequences[index]?.length ?? 0;
  const texts = new Set(examplesOf(dataset, "validation").map((example) => modelInput(example, dataset.context)));
  let evaluation = 0;
  for (const text of texts) evaluation += model.tokenizer.encode(text, model.maxSequenceLength).length;
  return { training, evaluation };
}

/**
 * Training tokens a second, of a few real steps on copies of the weights. The first step also compiles the graph and
 * is not counted.
 */
export async function measureTokensPerSecond(
  config: TrainingConfig,
  plan: TrainingPlan,
  options: { engine?: Engine; steps?: number } = {},
): Promise<number> {
  const parameters = new TrainableParameters(plan.model, plan.sequences, {
    frozenLayers: config.train.freezeLayers,
  });
  const optimizer = createAdamWState(parameters.arena.data);
  const step = createTrainingStep(config, plan, parameters, options.engine, await freezeLowerLayers(config, plan));
  let [tokens, seconds, done] = [0, 0, 0];
  try {
    // Short epochs are gone round again: what is measured are steps
    for (const steps = options.steps ?? 3; done <= steps;) {
      for (const batch of plan.sampler.epoch(0)) {
        const begun = performance.now();
        const sequences = Array.from(batch.sequences, (index) => plan.sequences[index] as Int32Array);
        const outcome = await step.run(sequences, pairFeeds(batch), done);
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
