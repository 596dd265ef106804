import { headFeatures, type Head, type ReferenceTexts } from "@intentsmith/classifier";
import type { ContextConfig } from "@intentsmith/core";
import type { TextEncoder } from "@intentsmith/model";
import { everydaySentences } from "./everyday-sentences.ts";
import { scoreTexts, type ScoredTexts } from "./scored-texts.ts";

/** What a model makes of `everydaySentences`, each without a conversation. */
export async function scoreEveryday(
  encoder: Pick<TextEncoder, "encode">,
  head: Head,
  context: ContextConfig | undefined,
  referenceTexts?: ReferenceTexts,
): Promise<ScoredTexts> {
  const inputs = everydaySentences.map((text) => ({ text }));
  return scoreTexts(head, await headFeatures(encoder, inputs, { context, head: head.record }), referenceTexts);
}
