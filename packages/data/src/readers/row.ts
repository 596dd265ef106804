import { IntentsmithError } from "@intentsmith/core";
import type { Example, Split } from "../example/example.ts";

/** A row of a file before anything is dropped or cut: the one shape that all readers give. */
export interface Row extends Omit<Example, "text" | "label" | "split" | "context"> {
  text: string | null;
  label: string | null;
  /** Absent if the file does not say. */
  split: Split | undefined;
}

const splitWords: Record<string, Split> = {
  train: "train",
  training: "train",
  validation: "validation",
  val: "validation",
  valid: "validation",
  dev: "validation",
  test: "test",
};

/** The split that a word means, if any. */
export function splitOf(word: string): Split | undefined {
  const key = word.trim().toLowerCase();
  return Object.hasOwn(splitWords, key) ? splitWords[key] : undefined;
}

/** The split that a file's word means; an empty word means none. @throws FILE_MALFORMED for another word. */
export function parseSplit(word: string, where: string): Split | undefined {
  if (word.trim() === "") return undefined;
  const split = splitOf(word);
  if (split !== undefined) return split;
  const message = `${where}: split: expected train, validation or test, received ${JSON.stringify(word)}`;
  throw new IntentsmithError("FILE_MALFORMED", message, { hint: "Mend the row, or name another column." });
}
