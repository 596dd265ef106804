import { headFeatures, type HeadRecord } from "@intentsmith/classifier";
import type { Dataset, Split } from "@intentsmith/data";
import type { EncodedTexts, EncoderInput } from "@intentsmith/model";
import type { HeadConfig } from "./head-config.ts";
import type { HeadData } from "./head-data.ts";

/** What embeds texts for a head: an encoder, or one with a cache before it. Rows have length 1. */
export interface Embedder {
  encode(texts: readonly EncoderInput[]): Promise<EncodedTexts>;
}

/**
 * The embedded texts of a split with their labels, for a head of this type: a logistic one gets what `data.context.head`
 * says of the conversation. words: of the data set's labels, in their order. [C, H]
 */
export async function embedSplit(
  embedder: Embedder,
  dataset: Dataset,
  split: Split,
  { words, type }: { words: EncodedTexts; type: HeadConfig["type"] },
): Promise<HeadData> {
  const examples = dataset.examples.filter((example) => example.split === split);
  const indexOf = new Map(dataset.labels.map((label, index) => [label, index]));
  const inConversations = examples.every(({ conversation }) => conversation !== undefined);
  const context = type === "logistic" ? dataset.context?.head : undefined;
  const head: HeadRecord | undefined = context === undefined ? undefined : { type: "logistic", context };
  return {
    texts: await headFeatures(embedder, examples, { context: dataset.context, head }),
    context,
    labels: Int32Array.from(examples, ({ label }) => indexOf.get(label) ?? -1),
    words,
    groups: inConversations ? examples.map(({ source, conversation }) => `${source} ${conversation}`) : undefined,
  };
}
