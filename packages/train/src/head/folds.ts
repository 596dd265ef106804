import { SeededRandom } from "@intentsmith/core";

/**
 * Fold of each row, 0 … count−1: a label's rows are dealt out evenly, in shuffled order. Rows of one group stand in one
 * fold; whole groups, the largest first, then go where fewest rows of their first label are, and of these where fewest
 * rows are.
 */
export function dealFolds(labels: Int32Array, count: number, seed: number, groups?: readonly string[]): Int32Array {
  const random = new SeededRandom(`folds ${seed}`);
  const folds = new Int32Array(labels.length);
  const rows = random.shuffle(Array.from(labels.keys()));
  if (groups !== undefined && new Set(groups).size >= count) {
    const byGroup = new Map<string, number[]>();
    for (const row of rows) {
      const members = byGroup.get(groups[row] as string);
      if (members === undefined) byGroup.set(groups[row] as string, [row]);
      else members.push(row);
    }
    const sizes = new Array<number>(count).fill(0);
    const ofLabel = new Map<number, number[]>();
    for (const members of [...byGroup.values()].sort((a, b) => b.length - a.length)) {
      const label = labels[members[0] as number] as number;
      const counts = ofLabel.get(label) ?? new Array<number>(count).fill(0);
      ofLabel.set(label, counts);
      const rank = (fold: number): number => (counts[fold] as number) * (labels.length + 1) + (sizes[fold] as number);
      const fold = sizes.reduce((best, _, each) => (rank(each) < rank(best) ? each : best), 0);
      sizes[fold] = (sizes[fold] as number) + members.length;
      counts[fold] = (counts[fold] as number) + members.length;
      for (const row of members) folds[row] = fold;
    }
    return folds;
  }
  rows.sort((a, b) => (labels[a] as number) - (labels[b] as number)); // stable: still shuffled within a label
  for (const [i, row] of rows.entries()) folds[row] = i % count;
  return folds;
}

/** Row numbers by whether they are in a fold. */
export function rowsOutsideAndInside(folds: Int32Array, fold: number): { outside: number[]; inside: number[] } {
  const [outside, inside]: [number[], number[]] = [[], []];
  for (const [row, of] of folds.entries()) (of === fold ? inside : outside).push(row);
  return { outside, inside };
}
