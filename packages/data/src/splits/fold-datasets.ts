import { checkArguments, expected, IntentsmithError, sha256 } from "@intentsmith/core";
import type { Example, Split } from "../example/example.ts";
import { dataHashes, type DataHashes } from "../identity/data-hashes.ts";
import { textKey } from "../identity/text-key.ts";
import { dealGroups } from "./cut-groups.ts";
import { groupBy } from "./group-by.ts";

/** What of a data set is dealt anew. */
interface Dealt {
  examples: Example[];
  outOfScope: Example[];
  hash: string;
  hashes: DataHashes;
}

/**
 * The data set once a fold, for cross-validation: fold k's texts are its `test` split, all others its `train`, of which
 * so large a share is `validation` as the data set has. Folds are dealt by conversation, else by text (in any spelling),
 * about stratified by label. Only texts of `train` and `validation` take part: those of `test` are in none.
 *
 * @throws ARGUMENT_INVALID for fewer than two folds, or more than there are conversations or texts.
 */
export function foldDatasets<Dataset extends Dealt>(dataset: Dataset, count: number, seed: number): Dataset[] {
  checkArguments("foldDatasets", {
    dataset: [dataset, expected.object],
    count: [count, expected.whole(2)],
    seed: [seed, expected.whole(0)],
  });
  const pool = dataset.examples.filter(({ split }) => split !== "test");
  const outside = dataset.outOfScope.filter(({ split }) => split !== "test");
  const groups = [...groupBy(pool, together).values()];
  if (groups.length < count) {
    const conversations = pool.some(({ conversation }) => conversation !== undefined);
    throw new IntentsmithError(
      "ARGUMENT_INVALID",
      `${count} folds of ${groups.length} ${conversations ? "conversations" : "texts"}: expected at least one a fold`,
      { hint: "Take fewer folds." },
    );
  }
  const share = pool.filter(({ split }) => split === "validation").length / pool.length;
  const foldOf = dealGroups(groups.map(labelled), Array<number>(count).fill(1 / count), seed);
  return Array.from({ length: count }, (_, fold) => {
    const others = groups.filter((_, index) => foldOf[index] !== fold);
    const bins = dealGroups(others.map(labelled), [1 - share, share], seed);
    const splitOf = new Map<Example, Split>(pool.map((example) => [example, "test"]));
    for (const [index, group] of others.entries()) {
      for (const example of group) splitOf.set(example, bins[index] === 1 ? "validation" : "train");
    }
    const examples = pool.map((example) => ({ ...example, split: splitOf.get(example) as Split }));
    return {
      ...dataset,
      examples,
      outOfScope: outside,
      hash: sha256(JSON.stringify([dataset.hash, count, seed, fold])),
      hashes: { ...dataset.hashes, splits: dataHashes(examples, { files: [] }).splits },
    };
  });
}

function together({ source, conversation, text }: Example): string {
  return JSON.stringify(conversation === undefined ? ["text", textKey(text)] : ["in", source, conversation]);
}

const labelled = (group: readonly Example[]): { labels: string[] } => ({ labels: group.map(({ label }) => label) });
