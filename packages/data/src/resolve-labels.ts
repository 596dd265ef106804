import { IntentsmithError, nearestName } from "@intentsmith/core";
import type { ResolvedDataConfig } from "./config/data-config.ts";
import { splitNames, type Example } from "./example/example.ts";
import { labelToWords } from "./label-wording.ts";

/** Labels in code-unit order, and the words of each. */
export interface Labels {
  labels: string[];
  labelWords: string[];
}

/**
 * The labels of a data set: the config's closed list, or every label that occurs.
 * @throws DATA_LABELS_UNUSABLE for fewer than two labels, a label without a training example (where there is a train
 * split at all), or two labels with the same words; CONFIG_INVALID for wording of a label that does not occur.
 */
export function resolveLabels(examples: readonly Example[], config: ResolvedDataConfig): Labels {
  const labels = [...new Set(config.labels ?? examples.map((example) => example.label))].sort();
  if (labels.length < 2) {
    throw unusable(
      `expected at least two labels, received one: ${JSON.stringify(labels[0])}`,
      "Add examples of another label.",
    );
  }
  if (examples.some((example) => example.split === "train")) requireTraining(labels, examples);
  const labelWords = labels.map((label) => wordsOf(label, config));
  for (const label of Object.keys(config.labelWords ?? {})) {
    if (labels.includes(label)) continue;
    const near = nearestName(label, labels);
    throw new IntentsmithError(
      "CONFIG_INVALID",
      `data.labelWords: ${JSON.stringify(label)} is not a label of the data`,
      {
        hint: near === undefined ? "Remove it." : `Did you mean ${JSON.stringify(near)}?`,
      },
    );
  }
  requireDistinctWords(labels, labelWords);
  return { labels, labelWords };
}

function wordsOf(label: string, config: ResolvedDataConfig): string {
  const given = Object.hasOwn(config.labelWords ?? {}, label) ? config.labelWords?.[label] : undefined;
  return given ?? labelToWords(label);
}

function requireTraining(labels: readonly string[], examples: readonly Example[]): void {
  const trained = new Set(examples.flatMap((example) => (example.split === "train" ? [example.label] : [])));
  const untrained = labels.filter((label) => !trained.has(label));
  const [first] = untrained;
  if (first === undefined) return;
  const counts = splitNames
    .map((split) => `${split} ${examples.filter((row) => row.label === first && row.split === split).length}`)
    .join(", ");
  const others = untrained.length > 1 ? ` (and ${untrained.length - 1} more such labels)` : "";
  throw unusable(
    `label ${JSON.stringify(first)} has no training example: ${counts}${others}`,
    "Add training examples of it, or list the other labels under data.labels with data.unknownLabels: drop.",
  );
}

function requireDistinctWords(labels: readonly string[], labelWords: readonly string[]): void {
  const labelOfWords = new Map<string, string>();
  for (const [index, words] of labelWords.entries()) {
    const label = labels[index] ?? "";
    const other = labelOfWords.get(words);
    if (words === "") {
      throw unusable(`label ${JSON.stringify(label)} has no words`, "Give it words under data.labelWords.");
    }
    if (other !== undefined) {
      throw unusable(
        `labels ${JSON.stringify(other)} and ${JSON.stringify(label)} have the same words ${JSON.stringify(words)}`,
        "Merge them, or give one of them other words under data.labelWords.",
      );
    }
    labelOfWords.set(words, label);
  }
}

function unusable(message: string, hint: string): IntentsmithError {
  return new IntentsmithError("DATA_LABELS_UNUSABLE", `data: ${message}`, { hint });
}
