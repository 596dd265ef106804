import { ExamplesHead } from "@intentsmith/classifier";
import { bestTried, crossValidate, type FoldOptions } from "./cross-validate.ts";
import type { FittedHead } from "./fitted-head.ts";
import type { HeadConfig } from "./head-config.ts";
import { labelCountOf, type HeadData } from "./head-data.ts";

/** Tried where the config says `auto`. */
const neighbourCounts = [1, 2, 4, 8];

/** The training texts themselves; a label without any has its words. */
export async function fitNearestExamples(
  config: HeadConfig & { type: "nearest-examples" },
  data: HeadData,
  options: FoldOptions,
): Promise<FittedHead> {
  const settings = config.neighbours === "auto" ? neighbourCounts : [config.neighbours];
  const tried = await crossValidate(data, settings, options, async (outside, inside) =>
    settings.map((neighbours) => examples(outside, neighbours).scores(inside)),
  );
  const best = bestTried(tried);
  return {
    head: examples(data, best.setting),
    config: { ...config, neighbours: best.setting },
    accuracy: best.accuracy,
    heldOut: best.heldOut,
  };
}

function examples({ texts, labels, words }: HeadData, neighbours: number): ExamplesHead {
  const present = new Set(labels);
  const C = labelCountOf({ texts, labels, words });
  const { width } = texts;
  const missing = Array.from({ length: C }, (_, c) => c).filter((c) => !present.has(c));
  const vectors = new Float32Array((labels.length + missing.length) * width);
  vectors.set(texts.data);
  for (const [i, c] of missing.entries()) {
    vectors.set(words.data.subarray(c * width, (c + 1) * width), (labels.length + i) * width);
  }
  return new ExamplesHead(
    { type: "nearest-examples", neighbours },
    { vectors, labels: Int32Array.of(...labels, ...missing), width, labelCount: C },
  );
}
