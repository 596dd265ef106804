import { IntentsmithError } from "@intentsmith/core";
import type { EncodedTexts } from "@intentsmith/model";

/** Most that an embedding of the exported file may differ from the trained model's, in any of its numbers. */
export const parityTolerance = 1e-5;

export interface Parity {
  /** Largest absolute difference over all texts and dimensions. */
  maxDifference: number;
  textCount: number;
}

/**
 * Compares the embeddings [B, H] of the trained model with those of the exported file.
 * @throws EXPORT_MISMATCH naming the worst text when they differ by more than `parityTolerance`, or are no numbers.
 */
export function verifyParity(texts: readonly string[], trained: EncodedTexts, exported: EncodedTexts): Parity {
  if (trained.data.length !== exported.data.length || trained.width !== exported.width) {
    throw mismatch(
      `embeddings [${trained.rowCount}, ${trained.width}] expected, received [${exported.rowCount}, ${exported.width}]`,
    );
  }
  let maxDifference = 0;
  let worst = 0;
  for (let i = 0; i < trained.data.length; i++) {
    const difference = Math.abs((trained.data[i] as number) - (exported.data[i] as number));
    if (difference <= maxDifference) continue;
    [maxDifference, worst] = [difference, Math.floor(i / trained.width)];
    if (Number.isNaN(difference)) break;
  }
  if (!(maxDifference <= parityTolerance)) {
    const text = JSON.stringify((texts[worst] ?? "").slice(0, 60));
    throw mismatch(`the embedding of ${text} differs by ${maxDifference}, at most ${parityTolerance} expected`);
  }
  return { maxDifference, textCount: texts.length };
}

function mismatch(what: string): IntentsmithError {
  return new IntentsmithError(
    "EXPORT_MISMATCH",
    `the exported file does not give the trained model's embeddings: ${what}`,
    {
      hint: "Nothing was written. Train again if the weights are extreme; otherwise please report this.",
    },
  );
}
