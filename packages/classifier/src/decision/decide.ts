import type { TokenizedInput } from "@intentsmith/model/web";
import { confidence } from "./confidence.ts";
import type { Decision } from "./decision-record.ts";

/** Why a text is not answered. */
export type AbstainReason = "below-threshold" | "empty" | "unknown-tokens";

/**
 * Whether to answer, and why not: no token at all, none that the encoder knows, or too little confidence.
 * scores: [C]; best: name of the label with the largest; nearness: to the training texts, for a decision by distance.
 */
export function abstainReason(
  scores: Float32Array,
  best: string,
  content: TokenizedInput["content"],
  decision: Decision | undefined,
  nearness?: number,
): AbstainReason | undefined {
  if (content === "none") return "empty";
  if (content === "unknown") return "unknown-tokens";
  if (decision === undefined) return undefined;
  const { by, temperature, threshold, perLabel } = decision;
  const least = perLabel !== undefined && Object.hasOwn(perLabel, best) ? (perLabel[best] as number) : threshold;
  return least === null || confidence(scores, by, temperature, nearness) >= least ? undefined : "below-threshold";
}
