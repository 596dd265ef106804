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

/** How a cut was made. */
export interface CutSettings {
  by: "conversation" | "row";
  method: "stratified" | "text-hash";
  seed: number;
  /** Labels of which every row stays in train, since no other would be left there. */
  keptLabels: string[];
}

/** A split to cut, and its share of the rows. */
export interface SplitShare {
  split: Split;
  share: number;
}

/** What was cut from `train` because the files lack it. */
export interface SplitReport extends CutSettings {
  /** Rows that were cut up. */
  examples: number;
  cut: CutSplit[];
}

/** Measures the cut over `pool`, the rows that stood in `train` before it. */
export function splitReport(
  pool: readonly Example[],
  wanted: readonly SplitShare[],
  settings: CutSettings,
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
  return { ...settings, examples: pool.length, cut };
}

function labelShares(examples: readonly Example[]): Map<string, number> {
  const shares = new Map<string, number>();
  for (const { label } of examples) shares.set(label, (shares.get(label) ?? 0) + 1 / examples.length);
  return shares;
}

/** Points by which a label's share in a split may differ from its share in all rows without a word. */
const worthSaying = 2;

/** How it was cut, a line a split, and one for labels that keep their rows; for people, within 80 columns but for long labels. */
export function formatSplitReport(report: SplitReport): string {
  const how = report.method === "text-hash" ? ", placed by hash" : "";
  const lines = [
    `cut from train by ${report.by}${how} (seed ${report.seed}):`,
    ...report.cut.flatMap((cut) => [
      `  ${cut.split} ${cut.examples} of ${report.examples} rows, ${percent(cut.share)} (asked: ${percent(cut.wantedShare)})`,
      ...(cut.worstLabelDeviation < worthSaying
        ? []
        : [`    share of ${printable(cut.worstLabel)} off by ${cut.worstLabelDeviation.toFixed(1)} points`]),
    ]),
  ];
  const { keptLabels } = report;
  if (keptLabels.length > 0) {
    const labels = keptLabels.map((label) => JSON.stringify(label)).join(", ");
    lines.push(`all rows stay in train of labels that would have none there: ${printable(labels)}`);
  }
  return lines.join("\n");
}

function percent(share: number): string {
  return `${(100 * share).toFixed(1)} %`;
}
