import { sha256 } from "@intentsmith/core";
import { splitNames, type Example, type Split } from "../example/example.ts";
import { textKey } from "./text-key.ts";

/** What tells whether two data sets are the same, wherever their files lie. */
export interface DataHashes {
  /** Of the resolved config without its files. */
  config: string;
  /**
   * Of each split that has examples: its texts by their keys, with their labels. Names of files, the order of rows and
   * other spellings of a text change nothing.
   */
  splits: Partial<Record<Split, string>>;
}

export function dataHashes(examples: readonly Example[], config: { files: unknown }): DataHashes {
  const splits: DataHashes["splits"] = {};
  for (const split of splitNames) {
    const rows = examples.filter((example) => example.split === split);
    if (rows.length > 0) splits[split] = contentHash(rows);
  }
  return { config: sha256(settingsOf(config)), splits };
}

function contentHash(rows: readonly Example[]): string {
  const lines = rows.map(({ text, label }) => JSON.stringify([textKey(text), label]));
  return sha256(lines.sort().join("\n"));
}

/** A config without its files as JSON, with every object's keys in order: it does not depend on how it was written. */
export function settingsOf({ files: _paths, ...settings }: { files: unknown }): string {
  return JSON.stringify(sortKeys(settings));
}

function sortKeys(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(sortKeys);
  if (typeof value !== "object" || value === null) return value;
  const entries = Object.entries(value).filter(([, inner]) => inner !== undefined);
  return Object.fromEntries(entries.sort(([a], [b]) => (a < b ? -1 : 1)).map(([key, inner]) => [key, sortKeys(inner)]));
}
