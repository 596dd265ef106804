import type { EncodedTexts, Weights } from "@intentsmith/model/web";
import { dotProducts } from "../head/dot-products.ts";

/** The embeddings of training texts that a decision by distance needs, beside the weights. */
export const referenceTextsFile = "reference-texts.safetensors";

/** How near texts lie to what a model was trained on. */
export class ReferenceTexts {
  readonly #vectors: EncodedTexts;

  /** vectors: embeddings of length 1. [K, H] */
  constructor(vectors: EncodedTexts) {
    this.#vectors = vectors;
  }

  /**
   * The cosine of each text to the training text that lies nearest, −1 to 1. texts: rows that begin with the embedding
   * [B, H or more]; `isOther`: whether a training text is none of the text's own (leaving one out). [B]
   */
  nearness(
    { data, rowCount, width }: EncodedTexts,
    isOther?: (text: number, training: number) => boolean,
  ): Float64Array {
    const { data: vectors, width: H } = this.#vectors;
    return Float64Array.from({ length: rowCount }, (_, b) => {
      const cosines = dotProducts(data.subarray(b * width, b * width + H), vectors, H);
      let nearest = -1;
      for (const [k, cosine] of cosines.entries()) {
        if (cosine > nearest && (isOther === undefined || isOther(b, k))) nearest = cosine;
      }
      return nearest;
    });
  }

  tensors(): Weights {
    const { data, rowCount, width } = this.#vectors;
    return new Map([["reference_texts", { shape: [rowCount, width], data }]]);
  }
}
