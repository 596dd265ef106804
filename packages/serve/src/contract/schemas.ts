import { z } from "zod";
import { requestErrors, type RequestErrorCode } from "./request-error.ts";

/** The schemas of the wire: what checks requests also makes the OpenAPI document. */

const text = z.string({ error: "expected a text" });

/** Like the service before this one, it overlooks other fields. */
export const predictRequest = z.looseObject({ text });

export const predictAnswer = z.object({
  statusCode: z.literal(200),
  body: z.object({ label: z.string().describe("the best label's words"), score: z.number() }),
});

export const predictError = z.object({
  statusCode: z.int(),
  body: z.object({ error: z.object({ code: z.string(), message: z.string() }) }),
});

const inputExpected = "expected a text, {text, role?, context?}, or a list of them";
const role = z.string({ error: "expected a name" }).max(64, { error: "expected at most 64 characters" }).optional();

const turn = z.union([text, z.strictObject({ text, role })], { error: "expected a text or {text, role?}" });

/** A text, or the turn of a conversation to classify with the turns before it. */
const conversation = z.union(
  [
    text,
    z.strictObject({
      text,
      role: role.describe("who says it, as the training data named them"),
      context: z.array(turn).optional().describe("earlier turns, the oldest first"),
    }),
  ],
  { error: inputExpected },
);

export type ConversationInput = z.output<typeof conversation>;

export const classifyRequest = z.strictObject({
  input: z.union([conversation, z.array(conversation, { error: inputExpected })], { error: inputExpected }),
  topK: z
    .int({ error: "expected a whole number from 1 on" })
    .min(1, { error: "expected a whole number from 1 on" })
    .optional()
    .describe("how many labels to list a text, best first (default 1)"),
  explain: z
    .boolean({ error: "expected true or false" })
    .optional()
    .describe("also list the nearest training texts, where the model's folder carries them"),
});

const labelScore = z.looseObject({ label: z.string(), words: z.string(), score: z.number() });

/** What the classifier says of one text; more fields than these may come from a newer one. */
export const classification = z.looseObject({
  label: z.string().nullable().describe("null where the classifier abstains"),
  words: z.string().nullable(),
  score: z.number(),
  top: z.array(labelScore),
  tokens: z.int().describe("as the model reads the text"),
  turnsRead: z.int().optional().describe("of a conversation: how many earlier turns the model read"),
  nearest: z
    .array(z.object({ text: z.string(), label: z.string(), cosine: z.number() }))
    .optional()
    .describe("with explain: the nearest training texts"),
});

export const classifyAnswer = z.object({
  requestId: z.string(),
  model: z.object({
    name: z.string(),
    version: z.string(),
    threshold: z
      .object({ by: z.string(), least: z.number() })
      .nullable()
      .describe("below which confidence it abstains; labels may have their own"),
  }),
  results: z.array(classification).describe("in the order of the texts"),
});

export const feedbackRequest = z.strictObject({
  requestId: z.string({ error: "expected the id of a request" }).regex(/^[A-Za-z0-9_-]{8,64}$/, {
    error: "expected the id of a request",
  }),
  index: z
    .int({ error: "expected a whole number from 0 on" })
    .min(0, { error: "expected a whole number from 0 on" })
    .optional()
    .describe("which text of the request (default 0)"),
  label: z
    .string({ error: "expected a label" })
    .regex(/^\P{Cc}{1,200}$/u, { error: "expected 1 to 200 characters" })
    .describe("the true label; one that the model does not know is taken, too"),
});

export const feedbackAnswer = z.object({
  requestId: z.string(),
  index: z.int(),
  label: z.string(),
  status: z.enum(["stored", "unchanged", "replaced"]),
});

export const deleteAnswer = z.object({ requestId: z.string(), deleted: z.int().describe("rows that were deleted") });

export const errorAnswer = z.object({
  error: z.object({
    code: z.enum(Object.keys(requestErrors) as [RequestErrorCode, ...RequestErrorCode[]]),
    message: z.string(),
    requestId: z.string().optional(),
  }),
});

export const inferRequest = z.looseObject({
  id: z.string({ error: "expected a text" }).optional(),
  inputs: z
    .array(
      z.looseObject({
        name: z.string({ error: "expected a name" }),
        shape: z.array(z.int()).min(1).max(2),
        datatype: z.literal("BYTES", { error: 'expected "BYTES"' }),
        data: z.array(text, { error: "expected a list of texts" }),
      }),
      { error: "expected a list with one input" },
    )
    .length(1, { error: "expected one input, the texts" }),
});

export const inferAnswer = z.object({
  model_name: z.string(),
  model_version: z.string(),
  id: z.string(),
  outputs: z.array(
    z.object({
      name: z.enum(["label", "score"]),
      shape: z.array(z.int()),
      datatype: z.enum(["BYTES", "FP64"]),
      data: z.array(z.union([z.string(), z.number()])),
    }),
  ),
});

export const modelAnswer = z.object({
  name: z.string(),
  versions: z.array(z.string()),
  platform: z.literal("onnxruntime"),
  inputs: z.array(z.object({ name: z.string(), datatype: z.string(), shape: z.array(z.int()) })),
  outputs: z.array(z.object({ name: z.string(), datatype: z.string(), shape: z.array(z.int()) })),
});

export const healthAnswer = z.object({ live: z.boolean().optional(), ready: z.boolean().optional() });
