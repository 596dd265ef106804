import { IntentsmithError } from "@intentsmith/core";
import type { Engine } from "@intentsmith/graph";
import { FrozenActivations } from "../step/frozen-activations.ts";
import { createLoss } from "../losses/create-loss.ts";
import { pairObjective } from "../losses/pair-objective.ts";
import type { TrainableParameters } from "../step/trainable-parameters.ts";
import type { TrainingConfig } from "../config/training-config.ts";
import type { TrainingPlan } from "../plan/training-plan.ts";
import { TrainingStep } from "../step/training-step.ts";

/** Forward and backward pass as a config wants them. */
export function createTrainingStep(
  { train }: TrainingConfig,
  plan: TrainingPlan,
  parameters: TrainableParameters,
  engine: Engine,
  frozen?: FrozenActivations,
): TrainingStep {
  const { dropout } = train;
  const loss = createLoss(train.loss, { labelCount: plan.dataset.labels.length, sampler: train.sampler.type });
  return new TrainingStep({
    engine,
    shape: plan.model,
    parameters,
    objective: pairObjective(loss),
    dropout: typeof dropout === "number" ? { hidden: dropout, attention: dropout } : dropout,
    seed: train.seed,
    frozen,
  });
}

/** What `train.freezeLayers` keeps still, computed for all texts of the run. @throws CONFIG_INVALID if that is all. */
export async function freezeLowerLayers(
  { train }: TrainingConfig,
  { model, sequences }: TrainingPlan,
  engine: Engine,
): Promise<FrozenActivations | undefined> {
  if (train.freezeLayers === 0) return undefined;
  if (train.freezeLayers >= model.config.layerCount) {
    throw new IntentsmithError(
      "CONFIG_INVALID",
      `train.freezeLayers: expected less than ${model.config.layerCount}, the model's layers, received ${train.freezeLayers}`,
      { hint: "At least one layer has to be trained." },
    );
  }
  return await FrozenActivations.compute(model, train.freezeLayers, sequences, engine);
}
