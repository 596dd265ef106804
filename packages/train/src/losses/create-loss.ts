import { IntentsmithError } from "@intentsmith/core";
import { z } from "zod";
import { contrastiveLoss } from "./contrastive.ts";
import { distanceNames } from "./distance.ts";
import { labelSoftmaxLoss } from "./label-softmax.ts";
import type { Loss } from "./loss.ts";
import { onlineContrastiveLoss } from "./online-contrastive.ts";

const margin = z.number().positive().default(0.5).describe("distance from which a negative pair costs nothing");
const distance = z.enum(distanceNames).default("cosine").describe("between the two embeddings of a pair");
const type = "label-softmax needs the grouped sampler";

/** The `train.loss` block of a config. Defaults are sentence-transformers'. */
export const lossConfigSchema = z.discriminatedUnion("type", [
  z.strictObject({ type: z.literal("online-contrastive").describe(type), margin, distance }),
  z.strictObject({ type: z.literal("contrastive").describe(type), margin, distance }),
  z.strictObject({
    type: z.literal("label-softmax").describe(type),
    scale: z.number().positive().default(20).describe("factor of the cosines before the softmax"),
  }),
]);
export type LossConfig = z.output<typeof lossConfigSchema>;

/** @throws CONFIG_INVALID when the loss needs a sampler that the config does not have. */
export function createLoss(config: LossConfig, batches: { labelCount: number; sampler: "grouped" | "shuffled" }): Loss {
  const loss = build(config, batches.labelCount);
  if (loss.needsGroupedPairs && batches.sampler !== "grouped") {
    throw new IntentsmithError("CONFIG_INVALID", `train.loss: ${config.type} needs all pairs of a text in one batch`, {
      hint: "Use train.sampler.type: grouped with it.",
    });
  }
  return loss;
}

function build(config: LossConfig, labelCount: number): Loss {
  switch (config.type) {
    case "online-contrastive":
      return onlineContrastiveLoss(config);
    case "contrastive":
      return contrastiveLoss(config);
    case "label-softmax":
      return labelSoftmaxLoss({ scale: config.scale, labelCount });
  }
}
