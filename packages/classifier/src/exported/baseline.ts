import { existsSync } from "node:fs";
import { join } from "node:path";
import { checkArguments, expected, parseConfig, readJsonFile } from "@intentsmith/core";
import { z } from "zod";

/** What a model made of labelled texts when it was exported, as numbers only: what drift is measured against. */
export const baselineFile = "baseline.json";

/** Quantiles of a sample at 0, 1/(n−1), …, 1. */
const quantiles = z.array(z.number()).min(2);

const schema = z.looseObject({
  format: z.literal(1),
  /** Texts that it was made of. */
  texts: z.int().min(1),
  /** How often each label was the best one; a label that never was is left out. */
  labels: z.record(z.string(), z.int().min(0)),
  /** Of the best label. */
  probability: quantiles,
  score: quantiles,
  /** Characters of a text. */
  characters: quantiles,
  /** Share of unknown tokens in a text. */
  unknownShare: quantiles,
  /** Texts on which the model abstained. */
  abstained: z.int().min(0),
  /** Texts whose best label was right. */
  right: z.int().min(0),
  /** Mean probability of the best label: what the model itself expects `right / texts` to be. */
  meanProbability: z.number(),
});

/** What `baseline.json` holds. */
export type Baseline = z.infer<typeof schema>;

/** The baseline of a folder, if it has one. @throws FILE_MALFORMED, CONFIG_INVALID. */
export function readBaseline(folder: string): Baseline | undefined {
  checkArguments("readBaseline", { folder: [folder, expected.path] });
  const path = join(folder, baselineFile);
  return existsSync(path) ? parseConfig(schema, readJsonFile(path, "the baseline"), path) : undefined;
}

/** The share of unknown tokens among those between [CLS] and [SEP]; 0 where there are none. */
export function unknownShare(tokens: number, unknownTokens: number): number {
  return tokens <= 2 ? 0 : unknownTokens / (tokens - 2);
}
