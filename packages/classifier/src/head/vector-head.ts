import type { EncodedTexts, Weights } from "@intentsmith/model/web";
import { dotProducts } from "./dot-products.ts";
import type { Head } from "./head.ts";
import type { HeadRecord } from "./head-record.ts";

/** One vector of length 1 a label: the embedding of its words, or a trained one. The score is the cosine. */
export class VectorHead implements Head {
  readonly record: HeadRecord;
  readonly labelVectors: EncodedTexts;

  /** vectors: [C, H] */
  constructor(record: HeadRecord & { type: "label-words" | "label-vectors" }, vectors: EncodedTexts) {
    this.record = record;
    this.labelVectors = vectors;
  }

  get labelCount(): number {
    return this.labelVectors.rowCount;
  }

  scores({ data }: EncodedTexts): Float32Array {
    return dotProducts(data, this.labelVectors.data, this.labelVectors.width);
  }

  tensors(): Weights {
    if (this.record.type === "label-words") return new Map();
    const { data, rowCount, width } = this.labelVectors;
    return new Map([["label_vectors", { shape: [rowCount, width], data }]]);
  }
}
