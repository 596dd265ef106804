import type { Logger } from "@intentsmith/core";
import type { Dataset, Example } from "@intentsmith/data";
import { findLeaks, type Leak } from "@intentsmith/eval";
import { onnxruntimeEngine } from "@intentsmith/graph";
import { loadModel, resolveBase, SentenceEncoder } from "@intentsmith/model";

/** It ships, so it is always there, and it was trained on none of the user's labels, which would draw texts together. */
const judge = "minilm-l3-mini";

/**
 * The texts that are training texts as well, or within a cosine of one by the encoder that ships: whatever the model that
 * is measured, the same texts are near.
 */
export async function nearLeaks(
  examples: readonly Example[],
  dataset: Dataset,
  threshold: number,
  logger: Logger,
): Promise<{ leaks: Leak[]; threshold: number }> {
  const training = dataset.examples.filter(({ split }) => split === "train");
  logger.info(
    `looking for near-duplicates among ${training.length.toLocaleString("en")} training texts, by ${judge} …`,
  );
  const model = await loadModel(await resolveBase(judge, { logger }));
  const encoder = new SentenceEncoder({ ...model, normalize: true }, { engine: onnxruntimeEngine() });
  try {
    const encode = async (of: readonly Example[]) => await encoder.encode(of.map(({ text }) => text));
    const near = { texts: await encode(examples), training: await encode(training), threshold };
    return { leaks: findLeaks(examples, training, near), threshold };
  } finally {
    await encoder.release();
  }
}
