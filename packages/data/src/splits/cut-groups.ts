import { SeededRandom } from "@intentsmith/core";

/** Rows that must stay together: the labels they carry, one entry a row. */
export interface Group {
  labels: readonly string[];
}

/** As `dealGroups`, but every label keeps at least one group in bin 0 (train). */
export function cutGroups(groups: readonly Group[], shares: readonly number[], seed: number): Int32Array {
  const bins = dealGroups(groups, shares, seed);
  keepLabelsInTrain(groups, bins);
  return bins;
}

/**
 * Deals groups into bins whose sizes have given `shares`, about stratified by label: seeded order, largest groups
 * first, each into the bin where it lowers χ² = Σ (count − target)² / target most, over all labels and the total.
 * @param shares one number a bin; they sum to 1, and bins with share 0 stay empty.
 * @returns the bin of each group.
 */
export function dealGroups(groups: readonly Group[], shares: readonly number[], seed: number): Int32Array {
  const total = totals(groups);
  const counts = shares.map(() => new Map<string, number>());
  const bins = new Int32Array(groups.length);
  for (const index of seededOrder(groups, seed)) {
    const weight = totals([groups[index] as Group]);
    const bin = cheapestBin(weight, total, shares, counts);
    bins[index] = bin;
    for (const [label, rows] of weight) add(counts[bin] as Map<string, number>, label, rows);
  }
  return bins;
}

/** Key of the total beside the labels' own counts; an empty label never reaches this point. */
const allLabels = "";

function totals(groups: readonly Group[]): Map<string, number> {
  const counts = new Map<string, number>();
  for (const label of groups.flatMap((group) => group.labels)) {
    add(counts, label, 1);
    add(counts, allLabels, 1);
  }
  return counts;
}

function add(counts: Map<string, number>, label: string, rows: number): void {
  counts.set(label, (counts.get(label) ?? 0) + rows);
}

function seededOrder(groups: readonly Group[], seed: number): number[] {
  const order = new SeededRandom(`splits/${seed}`).shuffle(groups.map((_, index) => index));
  return order.sort((a, b) => (groups[b]?.labels.length ?? 0) - (groups[a]?.labels.length ?? 0));
}

/** The rise of χ² when `weight` joins a bin is Σ (2·w·(count − target) + w²) / target. */
function cheapestBin(
  weight: ReadonlyMap<string, number>,
  total: ReadonlyMap<string, number>,
  shares: readonly number[],
  counts: readonly ReadonlyMap<string, number>[],
): number {
  let best = 0;
  let lowest = Infinity;
  for (const [bin, share] of shares.entries()) {
    if (share === 0) continue;
    let rise = 0;
    for (const [label, rows] of weight) {
      const target = share * (total.get(label) ?? 0);
      rise += (2 * rows * ((counts[bin]?.get(label) ?? 0) - target) + rows * rows) / target;
    }
    if (rise < lowest) [best, lowest] = [bin, rise];
  }
  return best;
}

function keepLabelsInTrain(groups: readonly Group[], bins: Int32Array): void {
  const inTrain = new Set(groups.flatMap((group, index) => (bins[index] === 0 ? group.labels : [])));
  for (const [index, group] of groups.entries()) {
    if (bins[index] === 0 || group.labels.every((label) => inTrain.has(label))) continue;
    bins[index] = 0;
    for (const label of group.labels) inTrain.add(label);
  }
}
