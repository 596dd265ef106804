import { IntentsmithError } from "@intentsmith/core";
import type { EncodedTexts } from "@intentsmith/model";
import { z } from "zod";
import { contrastiveLoss } from "./contrastive.ts";
import { distanceNames } from "./distance.ts";
import { labelSoftmaxLoss } from "./label-softmax.ts";
import { labelVectorsLoss } from "./label-vectors.ts";
import type { Loss } from "./loss.ts";
import { onlineContrastiveLoss } from "./online-contrastive.ts";
import { supervisedContrastiveLoss } from "./supervised-contrastive.ts";

const margin = z.number().positive().default(0.5).describe("distance from which a negative pair costs nothing");
const distance = z.enum(distanceNames).default("cosine").describe("between the two embeddings of a pair");
const scale = z.number().positive().default(20).describe("factor of the cosines before the softmax");
const type = "all but online-contrastive and contrastive need the grouped sampler";

/** The `train.loss` block of a config. Defaults are sentence-transformers'. */
export const lossConfigSchema = z.discriminatedUnion("type", [
  z.strictObject({ type: z.literal("online-contrastive").describe(type), margin, distance }),
  z.strictObject({ type: z.literal("contrastive").describe(type), margin, distance }),
  z.strictObject({ type: z.literal("label-softmax").describe(type), scale }),
  z.strictObject({ type: z.literal("label-vectors").describe(type), scale }),
  z.strictObject({ type: z.literal("supervised-contrastive").describe(type), scale }),
]);
export type LossConfig = z.output<typeof lossConfigSchema>;

/** Whether a loss compares texts with label words: one over trained vectors needs neither pairs nor words. */
export const comparesPairs = ({ type }: LossConfig): boolean => type !== "label-vectors";

/** What a loss may need to know of the data and the base. */
export interface LossInputs {
  /** C */
  labelCount: number;
  sampler: "grouped" | "shuffled";
  /** Embeddings of the labels' words by the base [C, H]; asked for only where vectors start there. */
  labelEmbeddings: () => Promise<EncodedTexts>;
}

/** @throws CONFIG_INVALID when the loss needs a sampler that the config does not have. */
export async function createLoss(config: LossConfig, inputs: LossInputs): Promise<Loss> {
  const loss = await build(config, inputs);
  if (loss.needsGroupedTexts && inputs.sampler !== "grouped") {
    throw new IntentsmithError("CONFIG_INVALID", `train.loss: ${config.type} needs whole texts with all their labels`, {
      hint: "Use train.sampler.type: grouped with it.",
    });
  }
  return loss;
}

async function build(config: LossConfig, { labelCount, labelEmbeddings }: LossInputs): Promise<Loss> {
  switch (config.type) {
    case "online-contrastive":
      return onlineContrastiveLoss(config);
    case "contrastive":
      return contrastiveLoss(config);
    case "label-softmax":
      return labelSoftmaxLoss({ scale: config.scale, labelCount });
    case "label-vectors":
      return labelVectorsLoss({ scale: config.scale, initial: await labelEmbeddings() });
    case "supervised-contrastive":
      return supervisedContrastiveLoss({ scale: config.scale, labelCount });
  }
}
