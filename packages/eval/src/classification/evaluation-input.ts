import type { Head } from "@intentsmith/classifier";
import { checkComparable, type Embeddings } from "../similarity/embeddings.ts";
import { similarityMatrix } from "../similarity/similarity.ts";

/** What is evaluated: how every text scored with every label, and which label is right. Any head fits. */
export interface EvaluationInput {
  /** The head's decision value (a cosine, a logit): larger is better. Row-major [B, C] */
  scores: Float32Array;
  /** C */
  labelCount: number;
  /** The right label's index. [B] */
  targets: Int32Array;
  /** How near each text lies to the training texts, where the decision is by distance. [B] */
  nearness?: Float64Array | undefined;
  /** Where scores come from embeddings: of the texts [B, H] and the labels [C, H]. Evaluators over pairs need them. */
  embeddings?: { texts: Embeddings; labels: Embeddings };
}

/**
 * The input of a classifier: its head's scores of the texts' embeddings [B, H]; targets: [B]. Label vectors of a cosine
 * head go with it.
 */
export function headInput(head: Head, texts: Embeddings, targets: Int32Array): EvaluationInput {
  if (head.labelVectors !== undefined) return embeddingInput(texts, head.labelVectors, targets);
  return { scores: head.scores(texts), labelCount: head.labelCount, targets };
}

/**
 * The input of a model whose labels are vectors: scores are cosines. texts: [B, H]; labels: [C, H]; targets: [B].
 * @throws ARGUMENT_INVALID, MODEL_MALFORMED (see `checkComparable`).
 */
export function embeddingInput(texts: Embeddings, labels: Embeddings, targets: Int32Array): EvaluationInput {
  if (texts.rowCount > 0) checkComparable(texts, labels); // of no texts, an encoder cannot tell the width
  const scores = texts.rowCount > 0 ? similarityMatrix(texts, labels, "cosine") : new Float32Array();
  return { scores, labelCount: labels.rowCount, targets, embeddings: { texts, labels } };
}
