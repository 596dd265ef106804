import { z } from "zod";

const wordWeight = z
  .union([z.number().min(0), z.literal("auto")])
  .default("auto")
  .describe("so many examples are a label's words worth; auto: by cross-validation");

/** The `train.head` block of a config: what turns embeddings into label scores. */
export const headConfigSchema = z.discriminatedUnion("type", [
  z.strictObject({
    type: z.literal("label-words").describe("cosine to the embedding of the label's words; nothing is fitted"),
  }),
  z.strictObject({ type: z.literal("prototypes").describe("cosine to the mean of a label's texts"), wordWeight }),
  z.strictObject({
    type: z.literal("nearest-examples").describe("mean cosine to a label's nearest training texts"),
    neighbours: z
      .union([z.int().min(1), z.literal("auto")])
      .default("auto")
      .describe("how many texts of a label count; auto: by cross-validation"),
  }),
  z.strictObject({
    type: z.literal("logistic").describe("multinomial logistic regression"),
    c: z
      .union([z.number().positive(), z.literal("auto")])
      .default("auto")
      .describe("inverse strength of the L2 penalty, as in scikit-learn; auto: by cross-validation"),
    classWeights: z
      .enum(["none", "balanced"])
      .default("none")
      .describe("balanced: a label's rows weigh together as much as any other label's"),
    wordWeight,
  }),
]);

export type HeadConfig = z.output<typeof headConfigSchema>;
