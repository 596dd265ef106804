import { checkComparable, type Embeddings } from "../similarity/embeddings.ts";
import { similarityMatrix } from "../similarity/similarity.ts";

/** The nearest label of every text. */
export interface NearestLabels {
  /** Index of the label with the largest cosine; the first of equals. [B] */
  label: Int32Array;
  /** Its cosine. [B] */
  score: Float32Array;
  /** Cosine of every text to every label, row-major. [B,C] */
  scores: Float32Array;
}

/**
 * Classifies each text as the label whose embedding is nearest by cosine. embeddings: [B,H], labelEmbeddings: [C,H].
 * @throws ARGUMENT_INVALID, MODEL_MALFORMED (see `checkComparable`).
 */
export function nearestLabel(embeddings: Embeddings, labelEmbeddings: Embeddings): NearestLabels {
  checkComparable(embeddings, labelEmbeddings);
  const labelCount = labelEmbeddings.rowCount;
  const scores = similarityMatrix(embeddings, labelEmbeddings, "cosine");
  const label = new Int32Array(embeddings.rowCount);
  const score = new Float32Array(embeddings.rowCount);
  for (let i = 0; i < embeddings.rowCount; i++) {
    const row = scores.subarray(i * labelCount, (i + 1) * labelCount);
    const best = row.reduce((best, value, k) => (value > (row[best] as number) ? k : best), 0);
    label[i] = best;
    score[i] = row[best] as number;
  }
  return { label, score, scores };
}
