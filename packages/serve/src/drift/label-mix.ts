import { chiSquareQuantile } from "./chi-square.ts";

/** A bin with fewer expected answers than this follows no χ² law (Cochran's rule). */
const leastExpected = 5;

export interface LabelMix {
  /** Population stability index: Σ (p − q) ln (p / q). */
  psi: number;
  /** What PSI stays below at this level of significance if nothing changed. */
  critical: number;
  bins: number;
}

/**
 * Compares how often labels were given. Labels that are rare in the reference share bins. Without drift PSI is distributed
 * as (1/n + 1/m) χ²_{B−1} (Yurdakul, Statistical properties of the population stability index, 2018): fixed cuts such as
 * 0.1 are exceeded in nearly every window where there are many labels.
 * @param reference counts by label, of m texts
 * @param seen counts by label, of n texts
 * @param z normal quantile of the level of significance
 * @returns undefined where all labels are one bin
 */
export function compareLabels(
  reference: Readonly<Record<string, number>>,
  seen: ReadonlyMap<string, number>,
  z: number,
): LabelMix | undefined {
  const m = Object.values(reference).reduce((sum, count) => sum + count, 0);
  const n = [...seen.values()].reduce((sum, count) => sum + count, 0);
  const bins = binsOf(reference, m, n);
  if (bins.length < 2) return undefined;
  const binOf = new Map(bins.flatMap((labels, bin) => labels.map((label) => [label, bin] as const)));
  const last = bins.length - 1;
  const expected = bins.map((labels) => labels.reduce((sum, label) => sum + (reference[label] as number), 0));
  const found = bins.map(() => 0);
  // A label that the reference never saw falls into the bin of the rarest.
  for (const [label, count] of seen) {
    const bin = binOf.get(label) ?? last;
    found[bin] = (found[bin] as number) + count;
  }
  const B = bins.length;
  // Half an answer is added to every bin, so that an empty one has no infinite say.
  const psi = found.reduce((sum, count, bin) => {
    const p = (count + 0.5) / (n + B / 2);
    const q = ((expected[bin] as number) + 0.5) / (m + B / 2);
    return sum + (p - q) * Math.log(p / q);
  }, 0);
  return { psi, critical: (1 / n + 1 / m) * chiSquareQuantile(B - 1, z), bins: B };
}

/** Labels, the most frequent first, in bins of which each expects enough of n answers. */
function binsOf(reference: Readonly<Record<string, number>>, m: number, n: number): string[][] {
  const labels = Object.keys(reference).sort((a, b) => (reference[b] as number) - (reference[a] as number));
  const bins: string[][] = [];
  let open: string[] = [];
  let expected = 0;
  for (const label of labels) {
    open.push(label);
    expected += ((reference[label] as number) / m) * n;
    if (expected < leastExpected) continue;
    bins.push(open);
    [open, expected] = [[], 0];
  }
  if (open.length > 0) {
    const [last = []] = bins.splice(-1);
    bins.push([...last, ...open]);
  }
  return bins;
}
