import { IntentsmithError } from "@intentsmith/core";

/** The encoder that ships. */
export const shippedBase = "minilm-l3-mini";

/** Options that several commands share, worded once. */
export const configOption = { type: "string", demandOption: true, describe: "config file (YAML)" } as const;

export const setOption = {
  type: "string",
  array: true,
  describe: "change a value of the config: a.b=value (repeatable)",
} as const;

export const modelOption = {
  type: "string",
  demandOption: true,
  describe: "model folder: one that train saved or export wrote",
} as const;

/** For models that were trained with earlier turns. */
export const conversationOptions = {
  "conversation-column": {
    type: "string",
    describe: "column of --data that says which rows belong together (default: conversation, dialogue, session, …)",
  },
  "role-column": { type: "string", describe: "column of --data that says who speaks (default: role, speaker)" },
} as const;

/** Instead of --model: a base as it is. The three go through `withModel`. */
export const modelOrBaseOptions = {
  model: { type: "string", describe: modelOption.describe },
  base: {
    type: "string",
    describe: "instead of --model: a base as it is, a folder, a hub id or a shipped encoder; with --labels",
  },
  labels: {
    type: "string",
    describe: "labels for --base: a text file, one a line; a .csv with label and words; .json or .yaml",
  },
} as const;

export const threadsOption = { type: "number", describe: "threads inside one operator (default: one a core)" } as const;

export const noReportOption = {
  type: "boolean",
  default: false,
  describe: "write no report.html into the result's folder",
} as const;

export const nearDuplicatesOption = {
  type: "number",
  describe: "also count texts within this cosine (0.95, say) of a training text",
} as const;

/** The value of --near-duplicates. @throws ARGUMENT_INVALID outside 0 … 1. */
export function cosineOf(value: number | undefined): number | undefined {
  if (value === undefined || (value > 0 && value <= 1)) return value;
  throw new IntentsmithError("ARGUMENT_INVALID", "--near-duplicates: expected a cosine above 0, at most 1", {
    hint: "0.95 finds texts that say the same in nearly the same words.",
  });
}

/** @throws ARGUMENT_INVALID unless the value is a whole number of at least `least`. */
export function requireWhole(value: number, name: string, least: number): number {
  if (Number.isInteger(value) && value >= least) return value;
  throw new IntentsmithError("ARGUMENT_INVALID", `--${name}: expected a whole number of at least ${least}`);
}

/** The `threads` of an encoder or engine, if given. */
export function threadsOf(value: number | undefined): { threads?: number } {
  return value === undefined ? {} : { threads: requireWhole(value, "threads", 0) };
}
