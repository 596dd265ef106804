import { confidenceNames } from "@intentsmith/classifier";
import { z } from "zod";

/** The `decide` block of a config: when a model answers. */
export const decisionConfigSchema = z.strictObject({
  metric: z
    .enum(["coverage", "precision", "f1"])
    .default("coverage")
    .describe("what the threshold reaches: share answered, share right among the answered, or the best F1 of both"),
  value: z.number().min(0).max(1).default(0.95).describe("of the metric; f1 takes its best"),
  by: z
    .enum(confidenceNames)
    .default("energy")
    .describe(
      "what is compared with the threshold; distance: nearness to the training texts, whose embeddings are kept",
    ),
  perLabel: z.boolean().default(false).describe("a threshold a label, where it has rows enough"),
  abstainLabel: z.string().min(1).optional().describe("what is answered below it; default: null"),
});

export type DecisionConfig = z.output<typeof decisionConfigSchema>;
