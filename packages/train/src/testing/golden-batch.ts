import type { Batch } from "@intentsmith/data";

/** A batch as the scripts in `oracles/` write it: B texts, then the words of C labels, and all their pairs. */
export interface GoldenBatch {
  /** [U][S] token ids. */
  sequences: number[][];
  /** B */
  textCount: number;
  /** [B] */
  labelIndex: number[];
  /** [P] */
  left: number[];
  right: number[];
  target: number[];
}

export const sequencesOf = ({ sequences }: GoldenBatch): Int32Array[] => sequences.map((ids) => Int32Array.from(ids));

/** The batch's indices, its sequences being all there are. */
export const batchOf = (golden: GoldenBatch): Batch => ({
  sequences: Int32Array.from(golden.sequences.keys()),
  left: Int32Array.from(golden.left),
  right: Int32Array.from(golden.right),
  target: Float32Array.from(golden.target),
  examples: Int32Array.from(golden.labelIndex.keys()),
  texts: Int32Array.from(golden.labelIndex.keys()),
  labels: Int32Array.from(golden.labelIndex),
});
