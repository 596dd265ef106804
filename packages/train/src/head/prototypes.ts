import { ExamplesHead } from "@intentsmith/classifier";
import { bestTried, crossValidate, type FoldOptions } from "./cross-validate.ts";
import type { FittedHead } from "./fitted-head.ts";
import type { HeadConfig } from "./head-config.ts";
import { labelCountOf, type HeadData } from "./head-data.ts";

/** Tried where the config says `auto`. */
const wordWeights = [0, 1, 4, 16];

/** Class means of length 1, the label's words counted as `wordWeight` texts. */
export async function fitPrototypes(
  config: HeadConfig & { type: "prototypes" },
  data: HeadData,
  options: FoldOptions,
): Promise<FittedHead> {
  const settings = config.wordWeight === "auto" ? wordWeights : [config.wordWeight];
  const tried = await crossValidate(data, settings, options, async (outside, inside) =>
    settings.map((weight) => prototypes(outside, weight).scores(inside)),
  );
  const best = bestTried(tried);
  return {
    head: prototypes(data, best.setting),
    config: { ...config, wordWeight: best.setting },
    accuracy: best.accuracy,
    heldOut: best.heldOut,
  };
}

function prototypes(data: HeadData, wordWeight: number): ExamplesHead {
  const C = labelCountOf(data);
  const { data: embeddings, width } = data.texts;
  const counts = new Int32Array(C);
  for (const label of data.labels) counts[label] = (counts[label] as number) + 1;
  // A label without a text has nothing but its words.
  const weights = counts.map((count) => (count === 0 ? 1 : 0));
  const vectors = Float32Array.from(
    data.words.data,
    (value, i) => value * Math.max(wordWeight, weights[Math.floor(i / width)] as number),
  );
  for (const [row, label] of data.labels.entries()) {
    for (let j = 0; j < width; j++) {
      vectors[label * width + j] = (vectors[label * width + j] as number) + (embeddings[row * width + j] as number);
    }
  }
  for (let c = 0; c < C; c++) normalize(vectors.subarray(c * width, (c + 1) * width));
  const labels = Int32Array.from({ length: C }, (_, c) => c);
  return new ExamplesHead({ type: "prototypes" }, { vectors, labels, width, labelCount: C });
}

function normalize(vector: Float32Array): void {
  const length = Math.sqrt(vector.reduce((sum, value) => sum + value * value, 0));
  for (let j = 0; j < vector.length; j++) vector[j] = (vector[j] as number) / Math.max(length, 1e-12);
}
