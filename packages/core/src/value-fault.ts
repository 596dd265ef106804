import { z } from "zod";
import { nearestName } from "./nearest-name.ts";
import { isSecretName, redact } from "./redact.ts";

/** The first thing that is wrong with a value. */
export interface ValueFault {
  /** Place and fault in one line: `train.epochs: expected a whole number, found 1.5`. */
  description: string;
  /** For a key that the schema does not know: the path of the known key nearest to it, if one is near. */
  unknownKey?: { nearest: string | undefined };
}

/** Checks a value: its data with defaults filled in, or its first fault, unknown keys before others. */
export function checkValue<Schema extends z.ZodType>(
  schema: Schema,
  value: unknown,
): { data: z.output<Schema> } | { fault: ValueFault } {
  const knownKeys = new Map<unknown, string[]>();
  const error: z.core.$ZodErrorMap = (issue) => {
    if (issue.code === "unrecognized_keys" && issue.inst instanceof z.ZodObject) {
      knownKeys.set(issue.input, [...(knownKeys.get(issue.input) ?? []), ...Object.keys(issue.inst.shape as object)]);
    }
    // Of what is no number at all, zod says "number" even where the schema wants a whole one.
    if (issue.code === "invalid_type" && issue.inst instanceof z.ZodNumber && issue.inst.isInt) {
      return `expected ${kinds["int"]}`;
    }
    return expectation(issue as Issue);
  };
  const result = schema.safeParse(value, { error });
  if (result.success) return { data: result.data };
  const issue = firstIssue(result.error.issues);
  if (issue.code === "unrecognized_keys") {
    const pathOf = (key: string): string => [...issue.path, key].join(".");
    const key = issue.keys[0] ?? "";
    const near = nearestName(key, knownKeys.get(valueAt(value, issue.path)) ?? []);
    return {
      fault: {
        description: `unknown key ${JSON.stringify(pathOf(key))}`,
        unknownKey: { nearest: near === undefined ? undefined : pathOf(near) },
      },
    };
  }
  const key = issue.path.at(-1);
  const found = issue.code === "invalid_key" ? key : valueAt(value, issue.path);
  const received = issue.message.startsWith("expected ") ? `, found ${shown(found, key)}` : "";
  const place = issue.path.length === 0 ? "" : `${issue.path.map((part) => (part === "" ? '""' : part)).join(".")}: `;
  return { fault: { description: `${place}${issue.message}${received}` } };
}

function valueAt(value: unknown, path: readonly PropertyKey[]): unknown {
  return path.reduce((node, key) => (node as Record<PropertyKey, unknown> | null | undefined)?.[key], value);
}

type Issue = z.core.$ZodIssue;

/** A failed union reports its branches: the one that got furthest is meant; if none takes this kind, all are named. */
function firstIssue(issues: readonly Issue[]): Issue {
  const flat = issues.map((issue): Issue => {
    if (issue.code !== "invalid_union" || issue.errors.length === 0) return issue;
    const ofThisKind = issue.errors
      .filter((branch) => !branch.some(isWrongKind))
      .sort((a, b) => a.length - b.length)[0];
    if (ofThisKind === undefined) {
      const expected = new Set(issue.errors.map((branch) => firstIssue(branch).message.replace(/^expected /, "")));
      return { ...issue, message: `expected ${alternatives([...expected])}` };
    }
    const inner = firstIssue(ofThisKind);
    return { ...inner, path: [...issue.path, ...inner.path] };
  });
  return flat.find((issue) => issue.code === "unrecognized_keys") ?? (flat[0] as Issue);
}

function isWrongKind(issue: Issue): boolean {
  return issue.code === "invalid_type" && issue.path.length === 0;
}

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

/** What a schema expects where it has no words of its own for it. */
function expectation(issue: Issue): string {
  switch (issue.code) {
    case "invalid_type":
      return `expected ${kinds[issue.expected] ?? issue.expected}`;
    case "invalid_value":
      return `expected ${alternatives(issue.values.map((choice) => JSON.stringify(choice)))}`;
    case "invalid_union":
      return issue.errors.length === 0
        ? `expected ${alternatives(("options" in issue ? (issue.options ?? []) : []).map((choice) => JSON.stringify(choice)))}`
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

function amount(bound: number | bigint, origin: string): string {
  const unit = units[origin];
  return unit === undefined ? String(bound) : `${bound} ${unit}${bound === 1 ? "" : "s"}`;
}

/** `a, b or c`. */
function alternatives(names: readonly string[]): string {
  return names.length < 2 ? names.join("") : `${names.slice(0, -1).join(", ")} or ${names.at(-1)}`;
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
