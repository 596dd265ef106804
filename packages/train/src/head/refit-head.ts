import type { Dataset } from "@intentsmith/data";
import type { Engine } from "@intentsmith/graph";
import { SentenceEncoder, type SentenceModel } from "@intentsmith/model";
import { embedSplit } from "./embed-split.ts";
import { fitHead } from "./fit-head.ts";
import type { FittedHead } from "./fitted-head.ts";
import { headConfigSchema, type HeadConfig } from "./head-config.ts";

/** What `auto` fits. */
const refitted = ["prototypes", "nearest-examples", "logistic"] as const;

/**
 * Fits a head on the embeddings of an encoder that was trained on the same texts; `auto`: the best of several, of equals the
 * first. Settings are chosen on validation: folds of training texts would all look too good.
 */
export async function refitHead(
  wanted: HeadConfig | "auto",
  model: SentenceModel,
  dataset: Dataset,
  { engine, seed }: { engine: Engine; seed: number },
): Promise<FittedHead> {
  const encoder = new SentenceEncoder({ ...model, normalize: true }, { engine });
  try {
    const words = await encoder.encode(dataset.labelWords);
    const configs = wanted === "auto" ? refitted.map((type) => headConfigSchema.parse({ type })) : [wanted];
    let best: FittedHead | undefined;
    for (const config of configs) {
      const given = { words, type: config.type };
      const data = await embedSplit(encoder, dataset, "train", given);
      const validation = await embedSplit(encoder, dataset, "validation", given);
      const fitted = await fitHead(config, data, { engine, seed, validation });
      if (best === undefined || fitted.accuracy > best.accuracy) best = fitted;
    }
    return best as FittedHead;
  } finally {
    await encoder.release();
  }
}
