import type { EncodedTexts } from "@intentsmith/model";
import { dealFolds, rowsOutsideAndInside } from "./folds.ts";
import { labelCountOf, subset, takeRows, type HeadData } from "./head-data.ts";

/** One setting's cross-validated result. */
export interface TriedSetting<Setting> {
  setting: Setting;
  /** Share of the held-out rows whose best label is theirs. */
  accuracy: number;
  heldOut: HeldOutScores;
}

/** What heads say of rows that they were not fitted on. */
export interface HeldOutScores {
  /** [N, C] */
  scores: Float32Array;
  /** [N] */
  targets: Int32Array;
  /** Which rows these are, of those that were given. [N] */
  rows: Int32Array;
  source: "cross-validation" | "validation";
}

/** Rows enough to compare settings and fit a decision on: once so many were held out, the other folds are left out. */
const enoughHeldOut = 2000;

export interface FoldOptions {
  /** Most folds (default 5); fewer if a label has fewer rows, but never less than 2. */
  folds?: number | undefined;
  seed: number;
  /** Settings are compared on these rows instead: for embeddings of an encoder that was trained on the others. */
  validation?: HeadData | undefined;
  /** Score every row, however many there are. */
  everyRow?: boolean | undefined;
}

/**
 * Scores rows by heads fitted without them: all rows, or enough of a large set. `scoreFold` gets the rows outside a fold and the embeddings inside it,
 * and returns scores [n, C] for each setting: settings may share work (warm starts).
 * A label whose only rows stand in one fold has no example there: its words stand in. With `validation` nothing is
 * folded: heads are fitted on all rows.
 */
export async function crossValidate<Setting>(
  data: HeadData,
  settings: readonly Setting[],
  { folds: wanted = 5, seed, validation, everyRow = false }: FoldOptions,
  scoreFold: (outside: HeadData, inside: EncodedTexts) => Promise<Float32Array[]>,
): Promise<TriedSetting<Setting>[]> {
  const C = labelCountOf(data);
  if (validation !== undefined) {
    const { texts, labels } = validation;
    const all = await scoreFold(data, texts);
    return settings.map((setting, s) =>
      tried(
        setting,
        all[s] as Float32Array,
        { targets: labels, rows: labels.map((_, i) => i), source: "validation" },
        C,
      ),
    );
  }
  const N = data.labels.length;
  const heldOutRows: number[] = [];
  const folds = dealFolds(data.labels, Math.max(2, Math.min(wanted, N)), seed, data.groups);
  const outOfFold: Float32Array[][] = settings.map(() => []);
  for (const fold of [...new Set(folds)].sort((a, b) => a - b)) {
    if (!everyRow && heldOutRows.length >= enoughHeldOut) break;
    const { outside, inside } = rowsOutsideAndInside(folds, fold);
    heldOutRows.push(...inside);
    const scores = await scoreFold(subset(data, outside), takeRows(data.texts, inside));
    for (const [s, parts] of outOfFold.entries()) parts.push(scores[s] as Float32Array);
  }
  const targets = Int32Array.from(heldOutRows, (row) => data.labels[row] as number);
  const heldOut = { targets, rows: Int32Array.from(heldOutRows), source: "cross-validation" as const };
  return settings.map((setting, s) => tried(setting, concat(outOfFold[s] ?? []), heldOut, C));
}

function concat(parts: readonly Float32Array[]): Float32Array {
  const all = new Float32Array(parts.reduce((sum, part) => sum + part.length, 0));
  let at = 0;
  for (const part of parts) {
    all.set(part, at);
    at += part.length;
  }
  return all;
}

function tried<Setting>(
  setting: Setting,
  scores: Float32Array,
  of: Omit<HeldOutScores, "scores">,
  labelCount: number,
): TriedSetting<Setting> {
  return { setting, accuracy: accuracyOf(scores, of.targets, labelCount), heldOut: { scores, ...of } };
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
