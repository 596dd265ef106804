import type { Logger } from "@intentsmith/core";
import type { Dataset, Example, Split } from "@intentsmith/data";
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

/** A text of validation or test that nearly stands in training, and the training text. */
export interface NearText {
  split: Split;
  id: string;
  text: string;
  training: { id: string; text: string; label: string };
  cosine: number;
}

/** The texts of validation and test that are near a training text, but not the same: those are counted anyway. */
export async function nearBetweenSplits(dataset: Dataset, threshold: number, logger: Logger): Promise<NearText[]> {
  const others = dataset.examples.filter(({ split }) => split !== "train");
  const { leaks } = await nearLeaks(others, dataset, threshold, logger);
  return leaks
    .filter(({ isSame }) => !isSame)
    .map(({ row, id, text, label, cosine }) => {
      const example = others[row] as Example;
      return { split: example.split, id: example.id, text: example.text, training: { id, text, label }, cosine };
    });
}
