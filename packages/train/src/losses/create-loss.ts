import { IntentsmithError } from "@intentsmith/core";
import { z } from "zod";
import { contrastiveLoss } from "./contrastive.ts";
import { distanceNames } from "./distance.ts";
import { labelSoftmaxLoss } from "./label-softmax.ts";
import type { Loss } from "./loss.ts";
import { onlineContrastiveLoss } from "./online-contrastive.ts";

const margin = z.number().positive().default(0.5);
const distance = z.enum(distanceNames).default("cosine");

/** The `train.loss` block of a config. Defaults are sentence-transformers'. */
export const lossConfigSchema = z.discriminatedUnion("type", [
  z.strictObject({ type: z.literal("online-contrastive"), margin, distance }),
  z.strictObject({ type: z.literal("contrastive"), margin, distance }),
  z.strictObject({ type: z.literal("label-softmax"), scale: z.number().positive().default(20) }),
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
