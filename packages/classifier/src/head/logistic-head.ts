import type { EncodedTexts, Weights } from "@intentsmith/model/web";
import { dotProducts } from "./dot-products.ts";
import type { Head } from "./head.ts";
import type { HeadRecord } from "./head-record.ts";

/**
 * Multinomial logistic regression on embeddings, or on what `headFeatures` makes of a conversation: the score is the logit
 * w_c·x + b_c. Of shorter rows than the weights, such as embeddings alone, what is missing counts as 0.
 */
export class LogisticHead implements Head {
  readonly record: HeadRecord & { type: "logistic" };
  /** [C, F] */
  readonly #weights: EncodedTexts;
  /** [C] */
  readonly #bias: Float32Array;

  constructor(record: HeadRecord & { type: "logistic" }, weights: EncodedTexts, bias: Float32Array) {
    this.record = record;
    this.#weights = weights;
    this.#bias = bias;
  }

  get labelCount(): number {
    return this.#bias.length;
  }

  scores(texts: EncodedTexts): Float32Array {
    const { width } = this.#weights;
    const logits = dotProducts(widened(texts, width), this.#weights.data, width);
    const C = this.labelCount;
    return logits.map((value, i) => value + (this.#bias[i % C] as number));
  }

  tensors(): Weights {
    const { data, rowCount, width } = this.#weights;
    return new Map([
      ["weights", { shape: [rowCount, width], data }],
      ["bias", { shape: [rowCount], data: this.#bias }],
    ]);
  }
}

function widened({ data, rowCount, width }: EncodedTexts, wanted: number): Float32Array {
  if (width === wanted) return data;
  const rows = new Float32Array(rowCount * wanted);
  for (let b = 0; b < rowCount; b++) rows.set(data.subarray(b * width, (b + 1) * width), b * wanted);
  return rows;
}
