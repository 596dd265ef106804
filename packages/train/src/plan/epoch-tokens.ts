import { modelTurns } from "@intentsmith/data";
import { examplesOf, type TrainingPlan } from "./training-plan.ts";

/** Tokens of an epoch's training steps (each distinct sequence once a batch) and, apart, of its evaluation. */
export interface EpochTokens {
  training: number;
  evaluation: number;
}

/** Counted through the sampler for the first epoch; the others differ by chance only. */
export function countEpochTokens({ sampler, sequences, dataset, model }: TrainingPlan): EpochTokens {
  let training = 0;
  for (const batch of sampler.epoch(0)) for (const index of batch.sequences) training += sequences[index]?.length ?? 0;
  const inputs = examplesOf(dataset, "validation").map((example) => modelTurns(example, dataset.context));
  const distinct = new Map(inputs.map((input) => [JSON.stringify(input), input]));
  let evaluation = 0;
  for (const input of distinct.values()) evaluation += model.tokenizer.encode(input, model.maxSequenceLength).length;
  return { training, evaluation };
}
