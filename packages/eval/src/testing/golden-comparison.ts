import { readFileSync } from "node:fs";

/** Written by oracles/comparison.py with scipy and statsmodels at the versions it names. */
export const goldenComparison: {
  wilson: { correct: number; total: number; low: number; high: number }[];
  mcnemar: { onlyFirst: number; onlySecond: number; pValue: number }[];
  bootstrap: { name: string; sums: number[]; sizes: number[]; low: number; high: number; standardError: number }[];
} = JSON.parse(
  readFileSync(new URL("../../../../oracles/golden/comparison.json", import.meta.url), "utf8"),
) as typeof goldenComparison;
