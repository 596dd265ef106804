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

/** @throws ARGUMENT_INVALID unless the value is a whole number of at least `least`. */
export function requireWhole(value: number, name: string, least: number): number {
  if (Number.isInteger(value) && value >= least) return value;
  throw new IntentsmithError("ARGUMENT_INVALID", `--${name}: expected a whole number of at least ${least}`);
}

/** The `threads` of an encoder or engine, if given. */
export function threadsOf(value: number | undefined): { threads?: number } {
  return value === undefined ? {} : { threads: requireWhole(value, "threads", 0) };
}
