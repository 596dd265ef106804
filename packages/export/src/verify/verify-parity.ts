import type { Precision } from "@intentsmith/classifier";
import { IntentsmithError } from "@intentsmith/core";
import type { EncodedTexts } from "@intentsmith/model";

/** What is compared, and the most by which it may differ. */
interface Tolerance {
  /** `absolute`: any number of an embedding; `cosine`: 1 − the cosine of an embedding with the trained model's. */
  measure: "absolute" | "cosine";
  most: number;
}

/**
 * float32 differs by rounding alone and float16 by that of the weights. An int8 file quantises what flows through it as
 * well, by numbers that depend on the text: there the direction is what counts.
 */
export const parityTolerances: Readonly<Record<Precision, Tolerance>> = {
  fp32: { measure: "absolute", most: 1e-5 },
  fp16: { measure: "absolute", most: 2e-3 },
  int8: { measure: "cosine", most: 0.05 },
};

export interface Parity {
  /** Largest absolute difference over all texts and dimensions. */
  maxDifference: number;
  /** 1 − cosine of an embedding with the trained model's: the largest, and the mean over texts. */
  largestCosineDifference: number;
  meanCosineDifference: number;
  textCount: number;
}

/**
 * Compares the embeddings [B, H] of the trained model with those of the exported file.
 * @throws EXPORT_MISMATCH naming the worst text when they differ by more than the precision's tolerance, or are no
 * numbers.
 */
export function verifyParity(
  texts: readonly string[],
  trained: EncodedTexts,
  exported: EncodedTexts,
  precision: Precision = "fp32",
): Parity {
  if (trained.data.length !== exported.data.length || trained.width !== exported.width) {
    throw mismatch(
      precision,
      `embeddings [${trained.rowCount}, ${trained.width}] expected, received [${exported.rowCount}, ${exported.width}]`,
    );
  }
  const differences = texts.map((_, row) => differenceOf(row, trained, exported));
  const { measure, most } = parityTolerances[precision];
  const worst = indexOfLargest(differences.map((difference) => difference[measure]));
  const found = differences[worst]?.[measure] ?? 0;
  if (!(found <= most)) {
    const text = JSON.stringify((texts[worst] ?? "").slice(0, 60));
    const by = measure === "cosine" ? "has a cosine with it that is below 1 by" : "differs by";
    throw mismatch(precision, `the embedding of ${text} ${by} ${found}, at most ${most} expected`);
  }
  const cosines = differences.map(({ cosine }) => cosine);
  return {
    maxDifference: Math.max(0, ...differences.map(({ absolute }) => absolute)),
    largestCosineDifference: Math.max(0, ...cosines),
    meanCosineDifference: cosines.reduce((sum, cosine) => sum + cosine, 0) / Math.max(1, cosines.length),
    textCount: texts.length,
  };
}

function differenceOf(row: number, a: EncodedTexts, b: EncodedTexts): { absolute: number; cosine: number } {
  let [absolute, product, normA, normB] = [0, 0, 0, 0];
  for (let i = row * a.width; i < (row + 1) * a.width; i++) {
    const [x, y] = [a.data[i] as number, b.data[i] as number];
    const difference = Math.abs(x - y);
    if (difference > absolute || Number.isNaN(difference)) absolute = difference;
    product += x * y;
    normA += x * x;
    normB += y * y;
  }
  // a NaN stays: nothing is larger
  return {
    absolute,
    cosine: product === normA && normA === normB ? 0 : Math.max(0, 1 - product / Math.sqrt(normA * normB)),
  };
}

/** The first NaN counts as the largest. */
function indexOfLargest(values: readonly number[]): number {
  const nan = values.findIndex(Number.isNaN);
  return nan >= 0 ? nan : values.reduce((best, value, i) => (value > (values[best] as number) ? i : best), 0);
}

function mismatch(precision: Precision, what: string): IntentsmithError {
  return new IntentsmithError(
    "EXPORT_MISMATCH",
    `the exported ${precision} file does not give the trained model's embeddings: ${what}`,
    {
      hint:
        precision === "fp32"
          ? "Nothing was written. Train again if the weights are extreme; otherwise please report this."
          : "Nothing was written. Export with --precision fp32: these weights lose too much when they are rounded.",
    },
  );
}
