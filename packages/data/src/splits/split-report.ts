import { printable } from "@intentsmith/core";
import type { Example, Split } from "../example/example.ts";

/** How a split that was cut came out against what was asked. Shares are of the rows that were cut up, in [0, 1]. */
export interface CutSplit {
  split: Split;
  examples: number;
  share: number;
  wantedShare: number;
  /** The label whose share inside the split is furthest from its share over all rows that were cut up. */
  worstLabel: string;
  /** That distance, in percentage points. */
  worstLabelDeviation: number;
}

/** What was cut from `train` because the files lack it. */
export interface SplitReport {
  by: "conversation" | "row";
  seed: number;
  /** Rows that were cut up. */
  examples: number;
  cut: CutSplit[];
}

/** Measures the cut over `pool`, the rows that stood in `train` before it. */
export function splitReport(
  pool: readonly Example[],
  wanted: readonly { split: Split; share: number }[],
  by: SplitReport["by"],
  seed: number,
): SplitReport {
  const overall = labelShares(pool);
  const cut = wanted.map(({ split, share }): CutSplit => {
    const members = pool.filter((example) => example.split === split);
    const inside = labelShares(members);
    let worstLabel = "";
    let worst = -1;
    for (const [label, expected] of overall) {
      const deviation = Math.abs((inside.get(label) ?? 0) - expected);
      if (deviation > worst) [worstLabel, worst] = [label, deviation];
    }
    return {
      split,
      examples: members.length,
      share: members.length / pool.length,
      wantedShare: share,
      worstLabel,
      worstLabelDeviation: 100 * worst,
    };
  });
  return { by, seed, examples: pool.length, cut };
}

function labelShares(examples: readonly Example[]): Map<string, number> {
  const shares = new Map<string, number>();
  for (const { label } of examples) shares.set(label, (shares.get(label) ?? 0) + 1 / examples.length);
  return shares;
}

/** One line a cut split, for people. */
export function formatSplitReport(report: SplitReport): string {
  return report.cut
    .map(
      (cut) =>
        `${cut.split} cut from train by ${report.by} (seed ${report.seed}): ` +
        `${cut.examples} of ${report.examples} rows, ${percent(cut.share)} (asked: ${percent(cut.wantedShare)}); ` +
        `largest deviation of a label's share: ${cut.worstLabelDeviation.toFixed(1)} points (${printable(cut.worstLabel)})`,
    )
    .join("\n");
}

function percent(share: number): string {
  return `${(100 * share).toFixed(1)} %`;
}
