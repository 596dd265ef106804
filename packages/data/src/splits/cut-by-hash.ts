import { sha256 } from "@intentsmith/core";
import type { Split } from "../example/example.ts";

/** Rows that must stay together, and the key that decides where. */
export interface KeyedGroup {
  key: string;
  /** One entry a row. */
  labels: readonly string[];
}

/**
 * Cuts by a threshold on each key's hash, so that a group never moves when others come or go: test lies at the lower end
 * of [0, 1), validation at the upper. A label that would have no training text keeps all its groups in training.
 * @param shares of test and validation; their sum is at most 1.
 * @returns each group's split, and the labels that were kept.
 */
export function cutByHash(
  groups: readonly KeyedGroup[],
  shares: { test: number; validation: number },
  seed: number,
): { splits: Split[]; keptLabels: string[] } {
  const drawn = groups.map(({ key }): Split => {
    const place = placeOf(key, seed);
    return place < shares.test ? "test" : place >= 1 - shares.validation ? "validation" : "train";
  });
  const trained = new Set(groups.flatMap(({ labels }, index) => (drawn[index] === "train" ? labels : [])));
  const untrained = new Set(groups.flatMap(({ labels }) => labels.filter((label) => !trained.has(label))));
  const splits = groups.map(({ labels }, index): Split => {
    return labels.some((label) => untrained.has(label)) ? "train" : (drawn[index] ?? "train");
  });
  return { splits, keptLabels: [...untrained].sort() };
}

/** In [0, 1), from the first 48 bits of the hash. */
function placeOf(key: string, seed: number): number {
  return Number.parseInt(sha256(JSON.stringify([seed, key])).slice(0, 12), 16) / 2 ** 48;
}
