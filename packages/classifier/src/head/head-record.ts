import { z } from "zod";

/** What a logistic head sees beside the text's embedding: earlier turns by theirs, and who speaks. */
export const headContextSchema = z.strictObject({
  turns: z.int().min(0),
  role: z.boolean(),
  roles: z.array(z.string()).optional(),
});

/** What a model's record says of its head; numbers in bulk stand in `head.safetensors`. */
export const headSchema = z.discriminatedUnion("type", [
  z.looseObject({ type: z.literal("label-words") }),
  z.looseObject({ type: z.literal("label-vectors") }),
  z.looseObject({ type: z.literal("prototypes") }),
  z.looseObject({ type: z.literal("nearest-examples"), neighbours: z.int().min(1) }),
  z.looseObject({ type: z.literal("logistic"), context: headContextSchema.optional() }),
]);

export type HeadRecord = z.infer<typeof headSchema>;

export type HeadType = HeadRecord["type"];

/** The head of a model whose record names none: every model of the first format. */
export const labelWordsHead: HeadRecord & { type: "label-words" } = { type: "label-words" };

/**
 * By what scores are divided before the softmax where no temperature was fitted: cosines as in training with label
 * softmax (scale 20), logits as they are.
 */
export function defaultTemperature({ type }: HeadRecord): number {
  return type === "logistic" ? 1 : 0.05;
}
