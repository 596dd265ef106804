import type { EncoderConfig } from "../architecture/encoder-config.ts";
import type { Pooling } from "../architecture/layout.ts";
import type { Tokenizer } from "../tokenizer/tokenizer.ts";
import type { Weights } from "../weights/safetensors.ts";
import type { SentenceSettings } from "./sentence-settings.ts";

/** A sentence encoder in memory: everything that its folder holds. */
export interface SentenceModel {
  config: EncoderConfig;
  weights: Weights;
  tokenizer: Tokenizer;
  pooling: Pooling;
  /** Whether embeddings are scaled to length 1. */
  normalize: boolean;
  /** Longest sequence in tokens, [CLS] and [SEP] included; longer texts are cut. */
  maxSequenceLength: number;
  /** Prompts and similarity; the default prompt's text is the tokenizer's too. Default: none. */
  settings?: SentenceSettings;
  /** Where it came from: a folder, or `organisation/name@revision` on the hub. */
  source: string;
  /** The `config.json` as it was read, so that saving keeps what this encoder has no use for. */
  configJson: Readonly<Record<string, unknown>>;
}
