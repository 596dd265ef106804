import type { EncodedTexts, Weights } from "@intentsmith/model/onnx";
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
    const k = this.#neighbours;
    const scores = new Float32Array(rowCount * labelCount);
    for (let b = 0; b < rowCount; b++) {
      const cosines = dotProducts(data.subarray(b * width, (b + 1) * width), this.#known.vectors, width);
      const nearest = new Float64Array(labelCount * k).fill(-Infinity);
      for (const [i, c] of labels.entries()) insert(nearest.subarray(c * k, (c + 1) * k), cosines[i] as number);
      for (let c = 0; c < labelCount; c++) scores[b * labelCount + c] = mean(nearest.subarray(c * k, (c + 1) * k));
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

/** Keeps the largest values, largest first. */
function insert(largest: Float64Array, value: number): void {
  let at = largest.length - 1;
  if (value <= (largest[at] as number)) return;
  for (; at > 0 && (largest[at - 1] as number) < value; at--) largest[at] = largest[at - 1] as number;
  largest[at] = value;
}

function mean(values: Float64Array): number {
  const found = values.filter((value) => value !== -Infinity);
  return found.reduce((sum, value) => sum + value, 0) / found.length;
}
