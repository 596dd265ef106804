import { z } from "zod";

const size = z.int().min(1);
const type = "all pairs of a text in one batch, or pairs in random order";

/** An option that belongs to the other sampler. */
const belongsTo = (other: string, own: string): z.ZodOptional<z.ZodNever> =>
  z.never(`this size belongs to the ${other} sampler; give ${own} instead`).optional();

/** The `sampler` part of a config. The size of the other sampler is an error. */
export const samplerConfigSchema = z.discriminatedUnion("type", [
  z.strictObject({
    type: z.literal("grouped").describe(type),
    batchPairs: belongsTo("shuffled", "batchTexts (texts a batch)"),
    batchTexts: z
      .union([size, z.literal("auto")])
      .describe("texts a batch, each with all labels; auto: by the number of training texts"),
    textsTogether: size.optional().describe("so many texts of one label are drawn side by side; default: 1, no order"),
  }),
  z.strictObject({
    type: z.literal("shuffled").describe(type),
    batchTexts: belongsTo("grouped", "batchPairs (pairs a batch)"),
    batchPairs: size.describe("pairs of text and label words a batch"),
  }),
]);

/** Grouped: a batch of B texts has B·C pairs. Shuffled: pairs as they were drawn before grouping was thought of. */
export type SamplerConfig = z.output<typeof samplerConfigSchema>;

/** With numbers alone: what a sampler is made by. */
export type SettledSamplerConfig =
  | (Omit<SamplerConfig & { type: "grouped" }, "batchTexts"> & { batchTexts: number })
  | (SamplerConfig & { type: "shuffled" });
