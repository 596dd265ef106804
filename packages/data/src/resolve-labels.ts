import { IntentsmithError, nearestName } from "@intentsmith/core";
import type { ResolvedDataConfig } from "./config/data-config.ts";
import { splitNames, type Example } from "./example/example.ts";
import { formatPlaces } from "./example/places.ts";
import { refuse, type Complain } from "./filter-rows.ts";
import { labelToWords } from "./label-wording.ts";

/** Labels in code-unit order, and the words of each. */
export interface Labels {
  labels: string[];
  labelWords: string[];
}

type LabelConfig = Pick<ResolvedDataConfig, "labels" | "labelWords">;

/**
 * The labels of a data set: the config's closed list, or every label that occurs.
 * @throws CONFIG_INVALID for wording of a label that does not occur; by way of `complain` DATA_LABELS_UNUSABLE for fewer
 * than two labels, a label without a training example (where there is a train split at all), and labels with the same
 * words or none.
 */
export function resolveLabels(examples: readonly Example[], config: LabelConfig, complain: Complain = refuse): Labels {
  const labels = [...new Set(config.labels ?? examples.map((example) => example.label))].sort();
  if (labels.length < 2) {
    const message = `expected at least two labels, received one: ${JSON.stringify(labels[0])}`;
    complain(unusable(message, "Add examples of another label."));
  }
  requireTraining(labels, examples, complain);
  const labelWords = labels.map((label) => wordsOf(label, config));
  for (const label of Object.keys(config.labelWords ?? {})) {
    if (labels.includes(label)) continue;
    const near = nearestName(label, labels);
    const message = `data.labelWords: ${JSON.stringify(label)} is not a label of the data`;
    throw new IntentsmithError("CONFIG_INVALID", message, {
      hint: near === undefined ? "Remove it." : `Did you mean ${JSON.stringify(near)}?`,
    });
  }
  requireDistinctWords({ labels, labelWords }, examples, complain);
  return { labels, labelWords };
}

function wordsOf(label: string, config: LabelConfig): string {
  const given = Object.hasOwn(config.labelWords ?? {}, label) ? config.labelWords?.[label] : undefined;
  return given ?? labelToWords(label);
}

/** Complains of labels without a training example, where there is a train split at all. */
export function requireTraining(labels: readonly string[], examples: readonly Example[], complain: Complain): void {
  const trained = new Set(examples.flatMap((example) => (example.split === "train" ? [example.label] : [])));
  if (trained.size === 0) return;
  const untrained = labels.filter((label) => !trained.has(label));
  const [first] = untrained;
  if (first === undefined) return;
  const counts = splitNames
    .map((split) => `${split} ${examples.filter((row) => row.label === first && row.split === split).length}`)
    .join(", ");
  const others = untrained.length > 1 ? ` (and ${untrained.length - 1} more such labels)` : "";
  complain(
    unusable(
      `label ${JSON.stringify(first)} has no training example: ${counts}${inPlaces(first, examples)}${others}`,
      "Add training examples of it, or list the other labels under data.labels with data.unknownLabels: drop.",
    ),
  );
}

function requireDistinctWords({ labels, labelWords }: Labels, examples: readonly Example[], complain: Complain): void {
  const labelOfWords = new Map<string, string>();
  for (const [index, words] of labelWords.entries()) {
    const label = labels[index] ?? "";
    const other = labelOfWords.get(words);
    if (words === "") {
      const message = `label ${JSON.stringify(label)} has no words${inPlaces(label, examples)}`;
      complain(unusable(message, `Give it words: data.labelWords: {${JSON.stringify(label)}: …}.`));
    } else if (other !== undefined) {
      complain(sameLabels(other, label, `have the same words ${JSON.stringify(words)}`, examples));
    }
    labelOfWords.set(words, label);
  }
}

/** The error for two labels that are one to the model: names both with their rows, and the ways out. */
export function sameLabels(a: string, b: string, why: string, examples: readonly Example[]): IntentsmithError {
  const rows = (label: string): number => examples.filter((example) => example.label === label).length;
  const [from, into] = rows(a) <= rows(b) ? [a, b] : [b, a];
  return unusable(
    `labels ${JSON.stringify(a)} and ${JSON.stringify(b)} ${why}: the first${inPlaces(a, examples)}, the second${inPlaces(b, examples)}`,
    `If they mean the same, merge them: data.mergeLabels: {${JSON.stringify(from)}: ${JSON.stringify(into)}}; ` +
      `else tell them apart: data.labelWords: {${JSON.stringify(from)}: "other words"}.`,
  );
}

/** ` (a.csv: row 3 (line 4); …)`; empty for a label that only the config names. */
function inPlaces(label: string, examples: readonly Example[]): string {
  const places = examples.filter((example) => example.label === label).map(({ where }) => where);
  return places.length === 0 ? "" : ` (${formatPlaces(places)})`;
}

export function unusable(message: string, hint: string): IntentsmithError {
  return new IntentsmithError("DATA_LABELS_UNUSABLE", `data: ${message}`, { hint });
}
