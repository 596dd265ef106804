import { dealFolds, rowsOutsideAndInside } from "./folds.ts";
import { labelCountOf, subset, takeRows, type HeadData } from "./head-data.ts";
import type { EncodedTexts } from "@intentsmith/model";

/** One setting's cross-validated result. */
export interface TriedSetting<Setting> {
  setting: Setting;
  /** Share of rows whose best label, by a head fitted without their fold, is theirs. */
  accuracy: number;
  /** Scores of every row by the head that was fitted without its fold. [N, C] */
  outOfFold: Float32Array;
}

export interface FoldOptions {
  /** Most folds (default 5); fewer if a label has fewer rows, but never less than 2. */
  folds?: number | undefined;
  seed: number;
}

/**
 * Scores all rows by heads fitted without them. `scoreFold` gets the rows outside a fold and the embeddings inside it,
 * and returns scores [n, C] for each setting: settings may share work (warm starts).
 * A label whose only rows stand in one fold has no example there: its words stand in.
 */
export async function crossValidate<Setting>(
  data: HeadData,
  settings: readonly Setting[],
  { folds: wanted = 5, seed }: FoldOptions,
  scoreFold: (outside: HeadData, inside: EncodedTexts) => Promise<Float32Array[]>,
): Promise<TriedSetting<Setting>[]> {
  const C = labelCountOf(data);
  const N = data.labels.length;
  const folds = dealFolds(data.labels, Math.max(2, Math.min(wanted, N)), seed, data.groups);
  const outOfFold = settings.map(() => new Float32Array(N * C));
  for (const fold of new Set(folds)) {
    const { outside, inside } = rowsOutsideAndInside(folds, fold);
    const scores = await scoreFold(subset(data, outside), takeRows(data.texts, inside));
    for (const [s, all] of outOfFold.entries()) {
      for (const [i, row] of inside.entries()) all.set((scores[s] as Float32Array).subarray(i * C, (i + 1) * C), row * C);
    }
  }
  return settings.map((setting, s) => {
    const scores = outOfFold[s] as Float32Array;
    return { setting, accuracy: accuracyOf(scores, data.labels, C), outOfFold: scores };
  });
}

/** The best by accuracy; of equals the first. */
export function bestTried<Setting>(tried: readonly TriedSetting<Setting>[]): TriedSetting<Setting> {
  return tried.reduce((best, next) => (next.accuracy > best.accuracy ? next : best));
}

/** Share of rows whose largest score [N, C] is their label's; the first of equals counts. */
export function accuracyOf(scores: Float32Array, labels: Int32Array, labelCount: number): number {
  let right = 0;
  for (const [row, label] of labels.entries()) {
    const of = scores.subarray(row * labelCount, (row + 1) * labelCount);
    let best = 0;
    for (let c = 1; c < labelCount; c++) if ((of[c] as number) > (of[best] as number)) best = c;
    if (best === label) right++;
  }
  return labels.length === 0 ? NaN : right / labels.length;
}
