import { checkArguments, expected, sha256 } from "@intentsmith/core";
import type { SentenceModel } from "@intentsmith/model";
import { saveTrainedModel } from "./trained-folder.ts";

/** A base and the labels that it is to tell apart. */
export interface UntrainedModel {
  /** As the record names it. */
  base: string;
  labels: readonly string[];
  /** In the same order. */
  labelWords: readonly string[];
}

/**
 * Saves a base as a classifier by the nearest label's words, without any training: what `eval`, `predict` and `export` take.
 * @throws WRITE_FAILED.
 */
export async function saveUntrainedModel(
  folder: string,
  model: SentenceModel,
  { base, labels, labelWords }: UntrainedModel,
): Promise<void> {
  checkArguments("saveUntrainedModel", { folder: [folder, expected.path] });
  await saveTrainedModel(folder, model, {
    format: 1,
    labels: labels.map((name, i) => ({ name, words: labelWords[i] ?? name })),
    base,
    maxSequenceLength: model.maxSequenceLength,
    metrics: {},
    config: {},
    versions: {},
    dataHash: sha256(""), // of no training text
  });
}
