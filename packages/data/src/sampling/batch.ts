import type { SequenceTable } from "./sequence-table.ts";

/** A batch of pairs as indices; no string is copied. */
export interface Batch {
  /** `[U]` indices into the table's strings, each once: texts in order of first appearance, then labels by number. */
  sequences: Int32Array;
  /** `[P]` the pair's text, as a position in `sequences`. */
  left: Int32Array;
  /** `[P]` the pair's label words, as a position in `sequences`. */
  right: Int32Array;
  /** `[P]` 1 if the label is the text's own, else 0. */
  target: Float32Array;
  /** `[B]` the examples of the batch, in order of first appearance. */
  examples: Int32Array;
  /** `[B]` each example's text, as a position in `sequences`. */
  texts: Int32Array;
  /** `[B]` each example's own label, as its number. */
  labels: Int32Array;
}

/** What a sampler draws from: the examples of one split and the labels, as numbers. */
export interface SamplerInputs {
  table: SequenceTable;
  /** Example → label number. */
  exampleLabels: Int32Array;
  /** `C`. */
  labelCount: number;
  /** false: batches have texts alone, neither label words nor pairs (grouped sampler only). */
  pairs?: boolean;
  /** Together with the epoch, the whole state of a sampler. */
  seed: number | string;
}

/** Builds a batch from `B` examples and `P` pairs of one of them and a label number. */
export function composeBatch(
  { table, exampleLabels }: SamplerInputs,
  examples: Int32Array,
  pairs: { examples: Int32Array; labels: Int32Array },
): Batch {
  const labelStrings = Int32Array.from(new Set(pairs.labels))
    .sort()
    .map((label) => table.labelOf[label] ?? 0);
  const isLabel = new Set(labelStrings);
  const position = new Map<number, number>();
  for (const example of examples) {
    const text = table.textOf[example] ?? 0;
    if (!isLabel.has(text) && !position.has(text)) position.set(text, position.size);
  }
  for (const label of labelStrings) position.set(label, position.size);
  const textAt = (example: number): number => position.get(table.textOf[example] ?? 0) ?? 0;
  return {
    sequences: Int32Array.from(position.keys()),
    left: pairs.examples.map(textAt),
    right: pairs.labels.map((label) => position.get(table.labelOf[label] ?? 0) ?? 0),
    target: Float32Array.from(pairs.labels, (label, p) => (exampleLabels[pairs.examples[p] ?? 0] === label ? 1 : 0)),
    examples,
    texts: examples.map(textAt),
    labels: examples.map((example) => exampleLabels[example] ?? 0),
  };
}
