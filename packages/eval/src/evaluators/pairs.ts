import { IntentsmithError } from "@intentsmith/core";
import { checkComparable } from "../similarity/embeddings.ts";
import { similarityMatrix, type Scores, type SimilarityName } from "../similarity/similarity.ts";
import type { EvaluationInput } from "../classification/evaluation-input.ts";

/** Scored pairs. Of all text × label pairs, pair i·C+k is text i with label k. */
export interface ScoredPairs {
  /** Similarity per pair, larger is nearer. [B·C] */
  scores: Partial<Record<SimilarityName, Scores>>;
  /** 1 where the pair belongs together (the label is the text's own), else 0. [B·C] */
  targets: ArrayLike<number>;
}

/**
 * Scores every text with every label by each similarity. Each text and label was encoded once, so B + C embeddings
 * give B·C pairs. @throws ARGUMENT_INVALID when sizes disagree or a target is out of range; MODEL_MALFORMED.
 */
export function scoreAllPairs(
  { embeddings, targets }: EvaluationInput,
  similarities: readonly SimilarityName[],
): ScoredPairs {
  if (embeddings === undefined) {
    throw new IntentsmithError(
      "ARGUMENT_INVALID",
      "an evaluator over pairs needs embeddings; this model has scores only",
      {
        hint: "Choose by accuracy, macro_f1 or weighted_f1.",
      },
    );
  }
  const { texts, labels } = embeddings;
  checkComparable(texts, labels);
  if (targets.length !== texts.rowCount) {
    throw new IntentsmithError("ARGUMENT_INVALID", `${texts.rowCount} texts, but ${targets.length} targets`, {
      hint: "Pass one target a text.",
    });
  }
  const pairTargets = new Uint8Array(texts.rowCount * labels.rowCount);
  for (const [i, target] of targets.entries()) {
    if (target < 0 || target >= labels.rowCount) {
      throw new IntentsmithError(
        "ARGUMENT_INVALID",
        `text ${i}: expected a label index below ${labels.rowCount}, received ${target}`,
        { hint: "Label indices count from 0 in the order of the label embeddings." },
      );
    }
    pairTargets[i * labels.rowCount + target] = 1;
  }
  return {
    scores: Object.fromEntries(similarities.map((name) => [name, similarityMatrix(texts, labels, name)])),
    targets: pairTargets,
  };
}

/** Python's max: the first value stays unless a later one is larger, so a leading NaN stays and a later one is passed over. */
export function pythonMax(values: readonly number[]): number {
  return values.reduce((best, value) => (value > best ? value : best));
}
