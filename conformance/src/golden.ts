import { readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";

const folder = new URL("../../oracles/golden/", import.meta.url);

/** The tiny BERT of oracles/: a sentence-transformers folder, 2 layers, H = 16. */
export const tinyBertFolder = fileURLToPath(new URL("tiny-bert", folder));

export interface GoldenBatch {
  /** [U][S] token ids: B texts, then C label words. */
  sequences: number[][];
  /** [B] */
  labelIndex: number[];
  /** [P] */
  left: number[];
  right: number[];
  target: number[];
}

/** The batch and the losses of `tiny-bert-gradients.json`. */
export function goldenGradients(): {
  batch: GoldenBatch;
  losses: { name: string; value: number; margin: number; scale: number }[];
} {
  return JSON.parse(readFileSync(new URL("tiny-bert-gradients.json", folder), "utf8"));
}
