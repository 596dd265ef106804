import type { z } from "zod";
import { alternatives, expectation } from "./expectation.ts";
import { isSecretName, redact } from "./redact.ts";

/** The first thing that is wrong with a value. */
export interface ValueFault {
  /** Place and fault in one line: `train.epochs: expected a whole number, found 1.5`. */
  description: string;
  /** For a key that the schema does not know: the path of the known key nearest to it, if one is near. */
  unknownKey?: { nearest: string | undefined };
}

type Issue = z.core.$ZodIssue;

/** Checks a value: its data with defaults filled in, or its first fault, unknown keys before others. */
export function checkValue<Schema extends z.ZodType>(
  schema: Schema,
  value: unknown,
): { data: z.output<Schema> } | { fault: ValueFault } {
  const result = schema.safeParse(value, { error: expectation });
  if (result.success) return { data: result.data };
  const issue = firstIssue(result.error.issues);
  return { fault: issue.code === "unrecognized_keys" ? unknownKey(issue) : wrongValue(issue, value) };
}

/** Unknown keys come first. A failed union stands for what is wrong in one of its branches. */
function firstIssue(issues: readonly Issue[]): Issue {
  const inBranches = issues.map((issue) => (issue.code === "invalid_union" ? inBranch(issue) : issue));
  return inBranches.find(({ code }) => code === "unrecognized_keys") ?? (inBranches[0] as Issue);
}

/** What a branch says of a value that it does not take at all. */
const otherKind: ReadonlySet<Issue["code"]> = new Set(["invalid_type", "invalid_value"]);

/** Of the branches that take this kind of value the one with the fewest faults is meant; if none does, all are named. */
function inBranch(union: z.core.$ZodIssueInvalidUnion): Issue {
  if (union.errors.length === 0) return union; // No branch has this value of the key that tells them apart
  const [meant] = union.errors
    .filter((issues) => !issues.some(({ code, path }) => path.length === 0 && otherKind.has(code)))
    .sort((a, b) => a.length - b.length);
  if (meant === undefined) {
    const expected = union.errors.map((issues) => firstIssue(issues).message.replace(/^expected /, ""));
    return { ...union, message: `expected ${alternatives([...new Set(expected)])}` };
  }
  const issue = firstIssue(meant);
  return { ...issue, path: [...union.path, ...issue.path] };
}

function unknownKey({ keys, path, message: nearest }: z.core.$ZodIssueUnrecognizedKeys): ValueFault {
  const pathOf = (key: string): string => [...path, key].join(".");
  return {
    description: `unknown key ${JSON.stringify(pathOf(keys[0] ?? ""))}`,
    unknownKey: { nearest: nearest === "" ? undefined : pathOf(nearest) },
  };
}

function wrongValue({ code, path, message }: Issue, value: unknown): ValueFault {
  const key = path.at(-1);
  const place = path.length === 0 ? "" : `${path.map((part) => (part === "" ? '""' : part)).join(".")}: `;
  if (!message.startsWith("expected ")) return { description: place + message };
  const found = code === "invalid_key" ? key : valueAt(value, path);
  return { description: `${place}${message}, found ${shown(found, key)}` };
}

function valueAt(value: unknown, path: readonly PropertyKey[]): unknown {
  return path.reduce((node, key) => (node as Record<PropertyKey, unknown> | null | undefined)?.[key], value);
}

const maxShownCharacters = 80;

function shown(value: unknown, key: PropertyKey | undefined): string {
  if (value === undefined) return "nothing";
  if (typeof key === "string" && isSecretName(key) && value !== null) return "[redacted]";
  if (value instanceof Date) return String(value.toJSON());
  const isJson = (typeof value === "object" && value !== null) || typeof value === "string";
  const text = isJson ? JSON.stringify(redact(value)) : String(value);
  return text.length > maxShownCharacters ? `${text.slice(0, maxShownCharacters)}…` : text;
}
