import { modelTurns, type Dataset, type Example, type Split } from "@intentsmith/data";
import type { EncodedTexts, EncoderInput } from "@intentsmith/model";
import type { HeadData } from "./head-data.ts";

/** What embeds texts for a head: an encoder, or one with a cache before it. Rows have length 1. */
export interface Embedder {
  encode(texts: readonly EncoderInput[]): Promise<EncodedTexts>;
}

/** The embedded texts of a split with their labels. words: of the data set's labels, in their order. [C, H] */
export async function embedSplit(
  embedder: Embedder,
  dataset: Dataset,
  split: Split,
  words: EncodedTexts,
): Promise<HeadData> {
  const examples = dataset.examples.filter((example) => example.split === split);
  return await embedExamples(embedder, dataset, examples, words);
}

/** The same of any examples of the data set. */
export async function embedExamples(
  embedder: Embedder,
  { labels, context }: Pick<Dataset, "labels" | "context">,
  examples: readonly Example[],
  words: EncodedTexts,
): Promise<HeadData> {
  const indexOf = new Map(labels.map((label, index) => [label, index]));
  const inConversations = examples.every(({ conversation }) => conversation !== undefined);
  return {
    texts: await embedder.encode(examples.map((example) => modelTurns(example, context))),
    labels: Int32Array.from(examples, ({ label }) => indexOf.get(label) ?? -1),
    words,
    groups: inConversations ? examples.map(({ source, conversation }) => `${source} ${conversation}`) : undefined,
  };
}
