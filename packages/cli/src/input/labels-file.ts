import { extname } from "node:path";
import { IntentsmithError, readInputFile, readYamlFile } from "@intentsmith/core";
import { resolveLabels, type Labels } from "@intentsmith/data";
import { isRecord } from "./data-root.ts";
import { readRowTable } from "./row-table.ts";
import { utf8Text } from "./text-chunks.ts";

/**
 * Labels and their words: a text file with a label a line; a CSV with the columns label and, if it has it, words; or JSON or
 * YAML, a list of labels or a map from labels to words. Labels without words have their names', as in training.
 * @throws FILE_NOT_FOUND, FILE_MALFORMED; DATA_LABELS_UNUSABLE for fewer than two, and two with the same words.
 */
export async function readLabelsFile(path: string): Promise<Labels> {
  const entries = (await entriesOf(path)).map(([label, words]) => [label.trim(), words?.trim()] as const);
  const twice = entries.find(([label], i) => entries.findIndex(([other]) => other === label) < i);
  if (twice !== undefined) throw malformed(path, `label ${JSON.stringify(twice[0])} stands there twice`);
  const labelWords = Object.fromEntries(entries.filter((entry): entry is [string, string] => Boolean(entry[1])));
  return resolveLabels([], { labels: entries.map(([label]) => label).filter((label) => label !== ""), labelWords });
}

type Entry = readonly [label: string, words: string | undefined];

async function entriesOf(path: string): Promise<Entry[]> {
  switch (extname(path).toLowerCase()) {
    case ".csv":
    case ".tsv":
      return await tableEntries(path);
    case ".json":
    case ".yaml":
    case ".yml":
      return listOrMap(readYamlFile(path), path);
    default:
      return utf8Text(readInputFile(path, "the labels"), path)
        .split(/\r?\n/)
        .filter((line) => line.trim() !== "")
        .map((line) => [line, undefined]);
  }
}

async function tableEntries(path: string): Promise<Entry[]> {
  const { columns, rows } = await readRowTable(path, "label");
  const [label, words] = [columns.indexOf("label"), columns.indexOf("words")];
  if (label < 0) throw malformed(path, `expected a column "label", received ${columns.join(", ")}`);
  return rows.map((row) => [String(row[label]), words < 0 ? undefined : String(row[words])]);
}

function listOrMap(value: unknown, path: string): Entry[] {
  const isText = (item: unknown): item is string => typeof item === "string";
  if (Array.isArray(value) && value.every(isText)) return value.map((label) => [label, undefined]);
  if (isRecord(value) && Object.values(value).every(isText)) return Object.entries(value as Record<string, string>);
  throw malformed(path, "expected a list of labels, or a map from labels to their words");
}

function malformed(path: string, what: string): IntentsmithError {
  return new IntentsmithError("FILE_MALFORMED", `${path}: ${what}`, {
    hint: "For example a label a line, or a CSV with the columns label and words.",
  });
}
