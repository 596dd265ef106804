import { z } from "zod";

/** All `C` pairs of a text in one batch. */
export interface GroupedSamplerConfig {
  type: "grouped";
  /** Texts a batch, `B`; a batch has `B·C` pairs. */
  batchTexts: number;
}

/** Pairs in random order, as they were drawn before grouping was thought of. */
export interface ShuffledSamplerConfig {
  type: "shuffled";
  /** Pairs a batch, `P`. */
  batchPairs: number;
}

export type SamplerConfig = GroupedSamplerConfig | ShuffledSamplerConfig;

const size = z.int().min(1);
const type = "all pairs of a text in one batch, or pairs in random order";

/** An option that belongs to the other sampler. */
const belongsTo = (other: string, own: string): z.ZodOptional<z.ZodNever> =>
  z.never(`this size belongs to the ${other} sampler; give ${own} instead`).optional();

/** The `sampler` part of a config. The size of the other sampler is an error. */
export const samplerConfigSchema: z.ZodType<SamplerConfig> = z.discriminatedUnion("type", [
  z.strictObject({
    type: z.literal("grouped").describe(type),
    batchPairs: belongsTo("shuffled", "batchTexts (texts a batch)"),
    batchTexts: size.describe("texts a batch, each with all labels"),
  }),
  z.strictObject({
    type: z.literal("shuffled").describe(type),
    batchTexts: belongsTo("grouped", "batchPairs (pairs a batch)"),
    batchPairs: size.describe("pairs of text and label words a batch"),
  }),
]);
