import type { EncodedTexts, Weights } from "@intentsmith/model/web";
import { dotProducts } from "./dot-products.ts";
import type { Head } from "./head.ts";
import type { HeadRecord } from "./head-record.ts";

/** Vectors that stand for labels, one or more a label. */
export interface LabelledVectors {
  /** Of length 1. [K, H] */
  vectors: Float32Array;
  /** Label of each vector. [K] */
  labels: Int32Array;
  /** H */
  width: number;
  /** C; every label has at least one vector. */
  labelCount: number;
}

/**
 * A label's score is the mean cosine of its `neighbours` vectors that lie nearest (of all it has, if fewer):
 * `prototypes` are class means with one neighbour, `nearest-examples` the training texts themselves.
 */
export class ExamplesHead implements Head {
  readonly record: HeadRecord & { type: "prototypes" | "nearest-examples" };
  readonly labelCount: number;
  readonly #known: LabelledVectors;
  readonly #neighbours: number;

  constructor(record: HeadRecord & { type: "prototypes" | "nearest-examples" }, known: LabelledVectors) {
    this.record = record;
    this.labelCount = known.labelCount;
    this.#known = known;
    this.#neighbours = record.type === "prototypes" ? 1 : record.neighbours;
  }

  scores({ data, rowCount, width }: EncodedTexts): Float32Array {
    const { labels, labelCount } = this.#known;
    const scores = new Float32Array(rowCount * labelCount);
    for (let b = 0; b < rowCount; b++) {
      const cosines = dotProducts(data.subarray(b * width, (b + 1) * width), this.#known.vectors, width);
      scores.set(meansOfNearest(cosines, labels, labelCount, this.#neighbours), b * labelCount);
    }
    return scores;
  }

  /** The vectors nearest to an embedding [H], best first: their numbers and cosines. */
  nearest(embedding: Float32Array, count: number): { index: number; cosine: number }[] {
    const cosines = dotProducts(embedding, this.#known.vectors, this.#known.width);
    const order = Array.from(cosines.keys()).sort((a, b) => (cosines[b] as number) - (cosines[a] as number) || a - b);
    return order.slice(0, count).map((index) => ({ index, cosine: cosines[index] as number }));
  }

  tensors(): Weights {
    const { vectors, labels, width } = this.#known;
    return new Map([
      ["vectors", { shape: [labels.length, width], data: vectors }],
      ["vector_labels", { shape: [labels.length], data: Float32Array.from(labels) }],
    ]);
  }
}

/**
 * For each label the mean of its `neighbours` largest cosines, of all it has if fewer. cosines: of one text with every
 * vector [K]; labels: of the vectors [K] → [C]
 */
export function meansOfNearest(
  cosines: Float32Array,
  labels: Int32Array,
  labelCount: number,
  neighbours: number,
): Float32Array {
  const nearest = new Float64Array(labelCount * neighbours).fill(-Infinity); // of each label, the largest first
  for (let i = 0; i < labels.length; i++) {
    const value = cosines[i] as number;
    const first = (labels[i] as number) * neighbours;
    let at = first + neighbours - 1;
    if (value <= (nearest[at] as number)) continue;
    for (; at > first && (nearest[at - 1] as number) < value; at--) nearest[at] = nearest[at - 1] as number;
    nearest[at] = value;
  }
  return Float32Array.from({ length: labelCount }, (_, c) => {
    const found = nearest.subarray(c * neighbours, (c + 1) * neighbours).filter((value) => value !== -Infinity);
    return found.reduce((sum, value) => sum + value, 0) / found.length;
  });
}
