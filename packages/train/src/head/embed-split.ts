import { headFeatures, type HeadRecord } from "@intentsmith/classifier";
import { textKey, type Dataset, type Example, type Split } from "@intentsmith/data";
import type { EncodedTexts, EncoderInput } from "@intentsmith/model";
import type { HeadConfig } from "./head-config.ts";
import type { HeadData } from "./head-data.ts";

/** What embeds texts for a head: an encoder, or one with a cache before it. Rows have length 1. */
export interface Embedder {
  encode(texts: readonly EncoderInput[]): Promise<EncodedTexts>;
}

/** For which head texts are embedded. words: of the data set's labels, in their order. [C, H] */
export interface HeadInputs {
  words: EncodedTexts;
  type: HeadConfig["type"];
}

/**
 * The embedded texts of a split with their labels, for a head of this type: a logistic one gets what `data.context.head`
 * says of the conversation.
 */
export async function embedSplit(
  embedder: Embedder,
  dataset: Dataset,
  split: Split,
  given: HeadInputs,
): Promise<HeadData> {
  const examples = dataset.examples.filter((example) => example.split === split);
  return await embedExamples(embedder, dataset, examples, given);
}

/** The same of any examples of the data set. */
export async function embedExamples(
  embedder: Embedder,
  { labels, context }: Pick<Dataset, "labels" | "context">,
  examples: readonly Example[],
  { words, type }: HeadInputs,
): Promise<HeadData> {
  const indexOf = new Map(labels.map((label, index) => [label, index]));
  const sees = type === "logistic" ? context?.head : undefined;
  const head: HeadRecord | undefined = sees === undefined ? undefined : { type: "logistic", context: sees };
  return {
    texts: await headFeatures(embedder, examples, { context, head }),
    context: sees,
    labels: Int32Array.from(examples, ({ label }) => indexOf.get(label) ?? -1),
    words,
    groups: groupsOf(examples),
  };
}

/** What stands in one fold: a conversation; else the spellings of a text, where there are several of any. */
function groupsOf(examples: readonly Example[]): string[] | undefined {
  if (examples.every(({ conversation }) => conversation !== undefined)) {
    return examples.map(({ source, conversation }) => `${source} ${conversation}`);
  }
  const keys = examples.map(({ text }) => textKey(text));
  return new Set(keys).size < keys.length ? keys : undefined;
}
