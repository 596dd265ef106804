import type { HeadContext } from "@intentsmith/core";
import type { EncodedTexts } from "@intentsmith/model";

/** Texts to fit a head on. */
export interface HeadData {
  /** Embeddings of length 1 [N, H], or with `context` what `headFeatures` makes of conversations [N, F]. */
  texts: EncodedTexts;
  /** What the head sees of the conversation beside the text. */
  context?: HeadContext | undefined;
  /** Label of each text, 0 … C−1. [N] */
  labels: Int32Array;
  /** Embeddings of the labels' words. [C, H] */
  words: EncodedTexts;
  /** Texts of one group (a conversation) stand in one fold. [N] */
  groups?: readonly string[] | undefined;
}

/** C */
export const labelCountOf = ({ words }: HeadData): number => words.rowCount;

/** The embeddings of some rows, in that order. rows: [n] → [n, H] */
export function takeRows({ data, width }: EncodedTexts, rows: ArrayLike<number>): EncodedTexts {
  const taken = new Float32Array(rows.length * width);
  for (let i = 0; i < rows.length; i++) {
    const at = (rows[i] as number) * width;
    taken.set(data.subarray(at, at + width), i * width);
  }
  return { data: taken, rowCount: rows.length, width };
}

/** The same data with these rows only. */
export function subset(data: HeadData, rows: ArrayLike<number>): HeadData {
  return {
    texts: takeRows(data.texts, rows),
    labels: Int32Array.from(rows, (row) => data.labels[row] as number),
    words: data.words,
    context: data.context,
  };
}
