import type { EncodedTexts, Weights } from "@intentsmith/model/web";
import { dotProducts } from "./dot-products.ts";
import type { Head } from "./head.ts";
import type { HeadRecord } from "./head-record.ts";

/** Multinomial logistic regression on embeddings: the score is the logit w_c·e + b_c. */
export class LogisticHead implements Head {
  readonly record: HeadRecord & { type: "logistic" };
  /** [C, H] */
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

  scores({ data }: EncodedTexts): Float32Array {
    const logits = dotProducts(data, this.#weights.data, this.#weights.width);
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
