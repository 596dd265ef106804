import { confusions, type Confusion } from "./confusions.ts";
import type { LabelAccuracyResult } from "./label-accuracy.ts";

/** Two labels that are taken for each other, one way or both. */
export interface ConfusionPair {
  /** The label that is more often taken for the other. */
  first: string;
  second: string;
  /** Texts of `first` taken for `second`. */
  firstAsSecond: number;
  /** Texts of `second` taken for `first`. */
  secondAsFirst: number;
  /** Both. */
  count: number;
}

/** Every pair of labels that was confused, the most texts first, equals in the order of the rarer names. */
export function confusionPairs(result: Pick<LabelAccuracyResult, "confusion" | "perLabel">): ConfusionPair[] {
  const pairs = new Map<string, ConfusionPair>();
  for (const { expected, predicted, count } of confusions(result)) {
    const key = pairKey(expected, predicted);
    const known = pairs.get(key);
    // The more frequent way comes first, so it makes the pair
    if (known === undefined) {
      pairs.set(key, { first: expected, second: predicted, firstAsSecond: count, secondAsFirst: 0, count });
    } else {
      known.secondAsFirst = count;
      known.count += count;
    }
  }
  return [...pairs.values()].sort((a, b) => b.count - a.count);
}

/** The same for both ways round. */
export function pairKey(a: Confusion["expected"], b: Confusion["predicted"]): string {
  return JSON.stringify(a < b ? [a, b] : [b, a]);
}

/**
 * The labels that are most confused, in groups that belong together: pairs are taken, the most frequent first, until
 * `most` labels are in; labels joined by a pair that was taken form a group. Groups with more wrong texts come first.
 */
export function confusedGroups(pairs: readonly ConfusionPair[], most: number): string[][] {
  const groupOf = new Map<string, { labels: string[]; count: number }>();
  for (const { first, second, count } of pairs) {
    const [a, b] = [groupOf.get(first), groupOf.get(second)];
    const added = Number(a === undefined) + Number(b === undefined);
    if (groupOf.size + added > most) continue;
    const joined = {
      labels: a === b && a !== undefined ? a.labels : [...(a?.labels ?? [first]), ...(b?.labels ?? [second])],
      count: (a?.count ?? 0) + (a === b ? 0 : (b?.count ?? 0)) + count,
    };
    for (const label of joined.labels) groupOf.set(label, joined);
  }
  return [...new Set(groupOf.values())].sort((a, b) => b.count - a.count).map(({ labels }) => labels);
}
