import type { Dataset } from "@intentsmith/data";
import type { Engine } from "@intentsmith/graph";
import { SentenceEncoder, type SentenceModel } from "@intentsmith/model";
import { embedSplit } from "./embed-split.ts";
import { fitHead } from "./fit-head.ts";
import type { FittedHead } from "./fitted-head.ts";
import type { HeadConfig } from "./head-config.ts";

/**
 * Fits a head on the embeddings of an encoder that was trained on the same texts. Its settings are chosen on validation:
 * folds of training texts would all look too good.
 */
export async function refitHead(
  config: HeadConfig,
  model: SentenceModel,
  dataset: Dataset,
  { engine, seed }: { engine: Engine; seed: number },
): Promise<FittedHead> {
  const encoder = new SentenceEncoder({ ...model, normalize: true }, { engine });
  try {
    const words = await encoder.encode(dataset.labelWords);
    const given = { words, type: config.type };
    const data = await embedSplit(encoder, dataset, "train", given);
    const validation = await embedSplit(encoder, dataset, "validation", given);
    return await fitHead(config, data, { engine, seed, validation });
  } finally {
    await encoder.release();
  }
}
