import type { Turn } from "@intentsmith/core";

/** The three parts of a data set, in the order in which they are listed everywhere. */
export const splitNames = ["train", "validation", "test"] as const;

export type Split = (typeof splitNames)[number];

/** One labelled text. */
export interface Example {
  /** Stable over runs: `<source>#<conversation>:<turn>` or `<source>:<row>`, both counted from 1. */
  id: string;
  /** File and place in it, for messages: `x.json: conversation 7, turn 3` or `x.csv: row 12 (line 15)`. */
  where: string;
  text: string;
  label: string;
  split: Split;
  /** The file's name (its path as given, where two files have the same name). */
  source: string;
  conversation?: string;
  role?: string;
  /** Values of further columns, by their names; only of those that were asked for. */
  columns?: Readonly<Record<string, string>>;
  /** Earlier turns of the conversation, newest last. Only there if the config asks for context. */
  context?: Turn[];
}
