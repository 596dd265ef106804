import type { EncodedTexts, Weights } from "@intentsmith/model/web";
import type { HeadRecord } from "./head-record.ts";

/** What turns an embedding into a decision value for every label. */
export interface Head {
  /** What stands of it in the model's record. */
  readonly record: HeadRecord;
  /** C */
  readonly labelCount: number;
  /** Decision values of embeddings [B, H] of length 1, row-major [B, C]; larger is better. */
  scores(texts: EncodedTexts): Float32Array;
  /** What stands in `head.safetensors`; nothing where the label words say it all. */
  tensors(): Weights;
  /** The labels' vectors [C, H], where the score is the cosine to one vector a label. */
  readonly labelVectors?: EncodedTexts;
}
