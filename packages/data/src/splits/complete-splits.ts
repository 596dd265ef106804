import { IntentsmithError } from "@intentsmith/core";
import type { SplitsConfig } from "../config/data-config.ts";
import { splitNames, type Example, type Split } from "../example/example.ts";
import { cutGroups, type Group } from "./cut-groups.ts";
import { groupBy } from "./group-by.ts";
import { splitReport, type SplitReport } from "./split-report.ts";

/** An example whose file may not say its split. */
export type UnsplitExample = Omit<Example, "split"> & { split: Split | undefined };

/**
 * Gives every example a split. Rows without one count as `train`; a `validation` or `test` that no file has is then
 * cut from `train`, by conversation where there are conversations, else by row, rows with the same text together.
 * Without a row in `train` nothing is cut. @throws FILE_MALFORMED if only some rows have a split.
 */
export function completeSplits(
  rows: readonly UnsplitExample[],
  config: SplitsConfig,
): { examples: Example[]; report: SplitReport | undefined } {
  const unsplit = rows.find((row) => row.split === undefined);
  if (unsplit !== undefined && rows.some((row) => row.split !== undefined)) {
    throw new IntentsmithError(
      "FILE_MALFORMED",
      `${unsplit.where}: expected a split as other rows have, received none`,
      {
        hint: "Give every row a split, or none.",
      },
    );
  }
  const examples = rows.map((row): Example => ({ ...row, split: row.split ?? "train" }));
  const missing = splitNames.filter(
    (split) => split !== "train" && config[split] > 0 && !examples.some((example) => example.split === split),
  );
  const pool = examples.filter((example) => example.split === "train");
  if (pool.length === 0 || missing.length === 0) return { examples, report: undefined };

  const by = pool.some((example) => example.conversation !== undefined) ? "conversation" : "row";
  const groups = groupRows(pool, by);
  const bins: Split[] = ["train", ...missing];
  const cutShares = missing.map((split) => (split === "train" ? 0 : config[split]));
  const binOf = cutGroups(groups, [1 - cutShares.reduce((sum, share) => sum + share, 0), ...cutShares], config.seed);
  for (const [index, group] of groups.entries()) {
    for (const example of group.examples) example.split = bins[binOf[index] ?? 0] ?? "train";
  }
  const wanted = missing.map((split, index) => ({ split, share: cutShares[index] ?? 0 }));
  return { examples, report: splitReport(pool, wanted, by, config.seed) };
}

function groupRows(pool: readonly Example[], by: "conversation" | "row"): (Group & { examples: Example[] })[] {
  const together = ({ source, conversation, text }: Example): string =>
    JSON.stringify(by === "conversation" && conversation !== undefined ? ["in", source, conversation] : ["text", text]);
  return [...groupBy(pool, together).values()].map((examples) => ({
    examples,
    labels: examples.map((row) => row.label),
  }));
}
