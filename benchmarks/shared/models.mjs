import { join } from "node:path";
import { randomModel, readTokenizer } from "@intentsmith/model";
import { root } from "./machine.mjs";

/** The sizes of all-MiniLM-L6-v2 with another number of layers: L3, L6 and L12 differ in nothing else. */
export const miniLmConfig = (layerCount) => ({
  family: "bert",
  hiddenSize: 384,
  layerCount,
  headCount: 12,
  feedForwardSize: 1536,
  vocabularySize: 30522,
  maxPositions: 512,
  positionOffset: 0,
  activation: "gelu",
  typeVocabularySize: 2,
  layerNormEpsilon: 1e-12,
  hiddenDropout: 0.1,
  attentionDropout: 0.1,
  padTokenId: 0,
  initializerRange: 0.02,
});

/** An encoder of MiniLM's sizes with random weights; without a tokenizer it can only be fed token ids. */
export function randomMiniLm(layerCount, tokenizer = readTokenizer(join(root, "oracles/golden/tiny-bert"))) {
  return randomModel({ config: miniLmConfig(layerCount), tokenizer, seed: 1, maxSequenceLength: 128 });
}
