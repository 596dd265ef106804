import type { BertConfig } from "./bert/bert-config.ts";
import type { Tokenizer } from "./tokenizer.ts";
import type { Weights } from "./weight-names.ts";

/** How a sentence embedding [H] comes out of the hidden states of its S tokens. */
export type Pooling = "mean" | "cls" | "max";

/** A sentence encoder in memory: everything that its folder holds. */
export interface SentenceModel {
  config: BertConfig;
  weights: Weights;
  tokenizer: Tokenizer;
  pooling: Pooling;
  /** Whether embeddings are scaled to length 1. */
  normalize: boolean;
  /** Longest sequence in tokens, [CLS] and [SEP] included; longer texts are cut. */
  maxSequenceLength: number;
  /** Where it came from: a folder, or `organisation/name@revision` on the hub. */
  source: string;
  /** The `config.json` as it was read, so that saving keeps what this encoder has no use for. */
  configJson: Readonly<Record<string, unknown>>;
}
