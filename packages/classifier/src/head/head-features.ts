import { modelTurns, type ContextConfig, type HeadContext, type Spoken } from "@intentsmith/core/web";
import type { EncodedTexts, EncoderInput } from "@intentsmith/model/web";
import type { HeadRecord } from "./head-record.ts";

/** What embeds texts and turns. */
interface Encoder<Encoded extends EncodedTexts> {
  encode(inputs: readonly EncoderInput[]): Promise<Encoded>;
}

/**
 * What a head is given of texts in their conversations: embeddings [B, H], or for a head that sees the conversation rows
 * [B, F], F = H + roles + turns × H: the text's embedding, 1 at who speaks, and the embeddings of the earlier turns, the
 * newest first, each read as if it were the text. What is not there (an unknown role, no such turn) is 0.
 * `context`: how the encoder reads a text.
 */
export async function headFeatures<Encoded extends EncodedTexts>(
  encoder: Encoder<Encoded>,
  inputs: readonly Spoken[],
  { context, head }: { context: ContextConfig | undefined; head: HeadRecord | undefined },
): Promise<Encoded> {
  const sees = head?.type === "logistic" ? head.context : undefined;
  if (sees === undefined) return await encoder.encode(inputs.map((input) => modelTurns(input, context)));
  const turns = inputs.map((input) => newestTurns(input, sees.turns));
  const encoded = await encoder.encode(turns.flat().map((turn) => modelTurns(turn, context)));
  const roles = rolesOf(sees);
  const H = encoded.width;
  const F = H + roles.length + sees.turns * H;
  const data = new Float32Array(inputs.length * F);
  const first: number[] = [];
  let at = 0;
  for (const [b, said] of turns.entries()) {
    first.push(at);
    const role = roles.indexOf(said[0]?.role ?? "");
    if (role >= 0) data[b * F + H + role] = 1;
    for (const k of said.keys()) {
      const place = k === 0 ? 0 : H + roles.length + (k - 1) * H;
      data.set(encoded.data.subarray((at + k) * H, (at + k + 1) * H), b * F + place);
    }
    at += said.length;
  }
  return { ...ofRows(encoded, first), data, rowCount: inputs.length, width: F };
}

/** The roles that a head tells apart, in the order of its features. */
function rolesOf({ role, roles = [] }: HeadContext): string[] {
  return role ? roles : [];
}

/** The text and its newest earlier turns, each with what was said before it. */
function newestTurns(input: Spoken, count: number): Spoken[] {
  const context = input.context ?? [];
  const earlier = Array.from({ length: Math.min(count, context.length) }, (_, k): Spoken => {
    const at = context.length - 1 - k;
    return { ...(context[at] as Spoken), context: context.slice(0, at) };
  });
  return [input, ...earlier];
}

/** What is known of each of these rows' inputs, where the encoder says it. */
function ofRows<Encoded extends EncodedTexts>(encoded: Encoded, rows: readonly number[]): Encoded {
  if (!("inputs" in encoded) || !Array.isArray(encoded.inputs)) return encoded;
  const inputs: unknown[] = encoded.inputs;
  return { ...encoded, inputs: rows.map((row) => inputs[row]) };
}
