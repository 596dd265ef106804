import { IntentsmithError } from "@intentsmith/core";
import type { Engine } from "@intentsmith/graph";
import { SentenceEncoder, type EncodedTexts } from "@intentsmith/model";
import { FrozenActivations } from "../step/frozen-activations.ts";
import { createLoss } from "../losses/create-loss.ts";
import { batchObjective } from "../losses/batch-objective.ts";
import type { Loss } from "../losses/loss.ts";
import type { TrainableParameters } from "../step/trainable-parameters.ts";
import type { TrainingConfig } from "../config/training-config.ts";
import type { TrainingPlan } from "../plan/training-plan.ts";
import { TrainingStep } from "../step/training-step.ts";

/** The loss that a config names, its own parameters at their start. @throws CONFIG_INVALID (see `createLoss`). */
export async function createPlannedLoss({ train }: TrainingConfig, plan: TrainingPlan, engine: Engine): Promise<Loss> {
  return await createLoss(train.loss, {
    labelCount: plan.dataset.labels.length,
    sampler: train.sampler.type,
    labelEmbeddings: () => embedLabelWords(plan, engine),
  });
}

/** The base's embeddings of the label words [C, H], of length 1. */
async function embedLabelWords({ model, table, sequences }: TrainingPlan, engine: Engine): Promise<EncodedTexts> {
  const encoder = new SentenceEncoder({ ...model, normalize: true }, { engine });
  try {
    return await encoder.encodeTokens(Array.from(table.labelOf, (index) => sequences[index] as Int32Array));
  } finally {
    await encoder.release();
  }
}

/** Forward and backward pass as a config wants them. */
export function createTrainingStep(
  { train }: TrainingConfig,
  plan: TrainingPlan,
  loss: Loss,
  parameters: TrainableParameters,
  engine: Engine,
  frozen?: FrozenActivations,
): TrainingStep {
  const { dropout } = train;
  return new TrainingStep({
    engine,
    shape: plan.model,
    parameters,
    objective: batchObjective(loss),
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
