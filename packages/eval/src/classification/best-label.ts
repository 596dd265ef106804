import { IntentsmithError } from "@intentsmith/core";

/** The best label of every text. */
export interface BestLabels {
  /** Index of the label with the largest score; the first of equals. [B] */
  label: Int32Array;
  /** Its score. [B] */
  score: Float32Array;
  /** Score of every text with every label, row-major. [B,C] */
  scores: Float32Array;
}

/**
 * The label with the largest score for each text. scores: [B,C], row-major.
 * @throws ARGUMENT_INVALID if they are no whole rows; MODEL_MALFORMED for a value that is not finite.
 */
export function bestLabels(scores: Float32Array, labelCount: number): BestLabels {
  const rowCount = scores.length / labelCount;
  if (!Number.isInteger(rowCount)) {
    throw new IntentsmithError(
      "ARGUMENT_INVALID",
      `scores: expected rows of ${labelCount} values, received ${scores.length} in all`,
      { hint: "Pass one score a text and label, text by text." },
    );
  }
  const label = new Int32Array(rowCount);
  const score = new Float32Array(rowCount);
  for (let i = 0; i < rowCount; i++) {
    const row = scores.subarray(i * labelCount, (i + 1) * labelCount);
    const fault = row.findIndex((value) => !Number.isFinite(value));
    if (fault >= 0) {
      throw new IntentsmithError(
        "MODEL_MALFORMED",
        `text ${i} (counted from 0): its score with label ${fault} is ${row[fault]}, not a finite number`,
        { hint: "The model's weights hold NaN or infinite values: go back to an earlier checkpoint." },
      );
    }
    const best = row.reduce((best, value, k) => (value > (row[best] as number) ? k : best), 0);
    label[i] = best;
    score[i] = row[best] as number;
  }
  return { label, score, scores };
}
