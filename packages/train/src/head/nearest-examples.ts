import { ExamplesHead, meansOfNearest, type LabelledVectors } from "@intentsmith/classifier";
import type { Engine } from "@intentsmith/graph";
import type { EncodedTexts } from "@intentsmith/model";
import { bestTried, crossValidate, type FoldOptions } from "./cross-validate.ts";
import type { FittedHead } from "./fitted-head.ts";
import type { HeadConfig } from "./head-config.ts";
import { withProducts, type Products } from "./native-products.ts";
import { labelCountOf, type HeadData } from "./head-data.ts";

/** Tried where the config says `auto`. */
const neighbourCounts = [1, 2, 4, 8];

/** The training texts themselves; a label without any has its words. */
export async function fitNearestExamples(
  config: HeadConfig & { type: "nearest-examples" },
  data: HeadData,
  options: FoldOptions & { engine: Engine },
): Promise<FittedHead> {
  const settings = config.neighbours === "auto" ? neighbourCounts : [config.neighbours];
  const tried = await withProducts(options.engine, data.texts.width, async (products) =>
    crossValidate(data, settings, options, async (outside, inside) =>
      scoresOfAll(knownExamples(outside), inside, settings, products),
    ),
  );
  const best = bestTried(tried);
  return {
    head: new ExamplesHead({ type: "nearest-examples", neighbours: best.setting }, knownExamples(data)),
    config: { ...config, neighbours: best.setting },
    accuracy: best.accuracy,
    heldOut: best.heldOut,
  };
}

/** Scores [B, C] for several numbers of neighbours; the cosines, which cost most, are computed once. */
async function scoresOfAll(
  { vectors, labels, labelCount }: LabelledVectors,
  { data, rowCount }: EncodedTexts,
  neighbourCounts: readonly number[],
  products: Products,
): Promise<Float32Array[]> {
  const all = neighbourCounts.map(() => new Float32Array(rowCount * labelCount));
  await products(data, vectors, (cosines, b) => {
    for (const [s, neighbours] of neighbourCounts.entries()) {
      all[s]?.set(meansOfNearest(cosines, labels, labelCount, neighbours), b * labelCount);
    }
  });
  return all;
}

function knownExamples({ texts, labels, words }: HeadData): LabelledVectors {
  const present = new Set(labels);
  const C = labelCountOf({ texts, labels, words });
  const { width } = texts;
  const missing = Array.from({ length: C }, (_, c) => c).filter((c) => !present.has(c));
  const vectors = new Float32Array((labels.length + missing.length) * width);
  vectors.set(texts.data);
  for (const [i, c] of missing.entries()) {
    vectors.set(words.data.subarray(c * width, (c + 1) * width), (labels.length + i) * width);
  }
  return { vectors, labels: Int32Array.from([...labels, ...missing]), width, labelCount: C };
}
