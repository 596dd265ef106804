import { architectureOf } from "../architecture/families/families.ts";
import type { WeightTensor } from "../weights/parse-safetensors.ts";
import type { SentenceModel } from "../folder/sentence-model.ts";

/** The same model for texts of at most `length` tokens: the embeddings of later positions are left out. */
export function cutPositions(model: SentenceModel, length: number): SentenceModel {
  const { config, weights } = model;
  if (length >= config.maxPositions) return model;
  const H = config.hiddenSize;
  const table = architectureOf(config).tables.position;
  const data = (weights.get(table) as WeightTensor).data.slice(0, length * H);
  return {
    ...model,
    config: { ...config, maxPositions: length },
    maxSequenceLength: Math.min(model.maxSequenceLength, length),
    weights: new Map(weights).set(table, { shape: [length, H], data }),
  };
}
