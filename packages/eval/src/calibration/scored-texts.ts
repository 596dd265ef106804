import { confidence, type Decision, type Head, type ReferenceTexts } from "@intentsmith/classifier";
import type { EncodedTexts } from "@intentsmith/model";

/** What a decision needs to know of texts. */
export interface ScoredTexts {
  /** The head's decision values. [B, C] */
  scores: Float32Array;
  /** How near they lie to the training texts, where the decision is by distance. [B] */
  nearness?: Float64Array | undefined;
}

export const noTexts: ScoredTexts = { scores: new Float32Array(), nearness: new Float64Array() };

/** texts: what the head is given. [B, F] */
export function scoreTexts(head: Head, texts: EncodedTexts, referenceTexts?: ReferenceTexts): ScoredTexts {
  return { scores: head.scores(texts), nearness: referenceTexts?.nearness(texts) };
}

/** How sure a decision is of each text. [B] */
export function confidencesOf(
  { scores, nearness }: ScoredTexts,
  labelCount: number,
  { by, temperature }: Pick<Decision, "by" | "temperature">,
): Float64Array {
  return Float64Array.from({ length: scores.length / labelCount }, (_, i) =>
    confidence(scores.subarray(i * labelCount, (i + 1) * labelCount), by, temperature, nearness?.[i]),
  );
}
