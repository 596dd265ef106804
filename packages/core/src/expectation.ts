import { z } from "zod";
import { nearestName } from "./nearest-name.ts";

const kinds: Record<string, string> = {
  array: "a list",
  boolean: "true or false",
  int: "a whole number",
  number: "a number",
  object: "keys with values",
  record: "keys with values",
  string: "a text",
};

const units: Record<string, string> = { array: "item", string: "character" };

/**
 * What a schema expects where it has no words of its own for it: `expected a whole number`. Of an unknown key, the known
 * key nearest to it; empty if none is near.
 */
export function expectation(issue: z.core.$ZodRawIssue): string {
  switch (issue.code) {
    case "unrecognized_keys": {
      const known = issue.inst instanceof z.ZodObject ? Object.keys(issue.inst.shape as object) : [];
      return nearestName(issue.keys[0] ?? "", known) ?? "";
    }
    case "invalid_type": {
      // Of what is no number at all, zod says "number" even where the schema wants a whole one.
      const isWhole = issue.inst instanceof z.ZodNumber && issue.inst.isInt;
      return `expected ${isWhole ? kinds["int"] : (kinds[issue.expected] ?? issue.expected)}`;
    }
    case "invalid_value":
      return `expected ${choices(issue.values)}`;
    case "invalid_union":
      return issue.errors.length === 0
        ? `expected ${choices((issue.options ?? []) as readonly unknown[])}`
        : "expected another value";
    case "too_small":
      return `expected ${issue.inclusive === false ? "more than" : "at least"} ${amount(issue.minimum, issue.origin)}`;
    case "too_big":
      return `expected ${issue.inclusive === false ? "less than" : "at most"} ${amount(issue.maximum, issue.origin)}`;
    case "invalid_key":
      return issue.issues[0]?.message ?? "expected another key";
    default:
      return "expected another value";
  }
}

/** `a, b or c`. */
export function alternatives(names: readonly string[]): string {
  return names.length < 2 ? names.join("") : `${names.slice(0, -1).join(", ")} or ${names.at(-1)}`;
}

function choices(values: readonly unknown[]): string {
  return alternatives(values.map((value) => JSON.stringify(value)));
}

function amount(bound: number | bigint, origin: string): string {
  const unit = units[origin];
  return unit === undefined ? String(bound) : `${bound} ${unit}${bound === 1 ? "" : "s"}`;
}
