import { IntentsmithError } from "@intentsmith/core";
import type { SplitsConfig } from "../config/data-config.ts";
import { splitNames, type Example, type Split } from "../example/example.ts";
import { textKey } from "../identity/text-key.ts";
import { cutByHash, type KeyedGroup } from "./cut-by-hash.ts";
import { cutGroups } from "./cut-groups.ts";
import { groupBy } from "./group-by.ts";
import { splitReport, type SplitReport, type SplitShare } from "./split-report.ts";

/** An example whose file may not say its split. */
export type UnsplitExample = Omit<Example, "split"> & { split: Split | undefined };

/**
 * Gives every example a split. Rows without one count as `train`; a `validation` or `test` that no file has is then
 * cut from `train`, by conversation where there are conversations, else by row, rows with the same text together (with
 * `method: text-hash` in any spelling).
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
  const shares = missing.map((split) => ({ split, share: split === "train" ? 0 : config[split] }));
  const cut = config.method === "text-hash" ? cutByTextHash : cutStratified;
  const keptLabels = cut(pool, by, shares, config.seed);
  const method = config.method ?? "stratified";
  return { examples, report: splitReport(pool, shares, { by, method, seed: config.seed, keptLabels }) };
}

/** Sets the examples' splits; no label loses its last group in train. @returns labels kept in train whole: none. */
function cutStratified(pool: readonly Example[], by: CutBy, shares: readonly SplitShare[], seed: number): string[] {
  const together = ({ source, conversation, text }: Example): string =>
    JSON.stringify(by === "conversation" && conversation !== undefined ? ["in", source, conversation] : ["text", text]);
  const groups = groupRows(pool, together);
  const bins: Split[] = ["train", ...shares.map(({ split }) => split)];
  const cutShares = shares.map(({ share }) => share);
  const binOf = cutGroups(groups, [1 - cutShares.reduce((sum, share) => sum + share, 0), ...cutShares], seed);
  for (const [index, group] of groups.entries()) {
    for (const example of group.examples) example.split = bins[binOf[index] ?? 0] ?? "train";
  }
  return [];
}

/** Sets the examples' splits. @returns labels kept in train whole. */
function cutByTextHash(pool: readonly Example[], by: CutBy, shares: readonly SplitShare[], seed: number): string[] {
  const keyOf = ({ conversation, text }: Example): string =>
    JSON.stringify(
      by === "conversation" && conversation !== undefined ? ["in", conversation] : ["text", textKey(text)],
    );
  const groups = groupRows(pool, keyOf);
  const shareOf = (name: Split): number => shares.find(({ split }) => split === name)?.share ?? 0;
  const { splits, keptLabels } = cutByHash(groups, { test: shareOf("test"), validation: shareOf("validation") }, seed);
  for (const [index, group] of groups.entries()) {
    for (const example of group.examples) example.split = splits[index] ?? "train";
  }
  return keptLabels;
}

type CutBy = SplitReport["by"];

function groupRows(
  pool: readonly Example[],
  keyOf: (example: Example) => string,
): (KeyedGroup & { examples: Example[] })[] {
  return Array.from(groupBy(pool, keyOf), ([key, examples]) => ({
    key,
    examples,
    labels: examples.map((row) => row.label),
  }));
}
