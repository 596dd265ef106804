import { z } from "zod";

/** By what a model judges how sure it is; larger is surer. */
export const confidenceNames = ["score", "margin", "probability", "energy", "distance"] as const;

export type ConfidenceName = (typeof confidenceNames)[number];

/** The decision as a model's record stores it. */
export const decisionSchema = z.looseObject({
  /** Scores are divided by it before the softmax. */
  temperature: z.number().positive(),
  by: z.enum(confidenceNames),
  /** An answer of less confidence is none; null: every text is answered. */
  threshold: z.number().nullable(),
  /** Between these the threshold would lie in 95 of 100 samples of as many rows. */
  thresholdInterval: z.tuple([z.number(), z.number()]).optional(),
  /** What the threshold was chosen for: at least this value of that metric. */
  metric: z.enum(["coverage", "precision", "f1"]),
  value: z.number().min(0).max(1),
  /** Thresholds of labels that have enough rows of their own, by the label's name. */
  perLabel: z.record(z.string(), z.number()).optional(),
  /** What is answered below the threshold; without it null. */
  abstainLabel: z.string().optional(),
  /** Of so many everyday sentences of all subjects, which are meant for no label, so many would be answered. */
  everyday: z.object({ texts: z.int().min(0), answered: z.int().min(0) }).optional(),
  /** Rows that it was fitted on, and where they come from. */
  rows: z.int().min(0),
  source: z.enum(["cross-validation", "validation", "file"]),
});

export type Decision = z.infer<typeof decisionSchema>;
