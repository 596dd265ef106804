import { parseDocument } from "yaml";
import { z } from "zod";
import { readInputFile } from "./files.ts";
import { IntentsmithError } from "./intentsmith-error.ts";
import { nearestName } from "./nearest-name.ts";

/** Reads a YAML (or JSON) file into plain values. @throws FILE_NOT_FOUND, FILE_MALFORMED with the line. */
export function readYamlFile(path: string): unknown {
  const document = parseDocument(readInputFile(path, "the config").toString("utf8"));
  const fault = document.errors[0];
  if (fault !== undefined) {
    const at = fault.linePos?.[0];
    const where = at === undefined ? path : `${path}:${at.line}:${at.col}`;
    throw new IntentsmithError("FILE_MALFORMED", `${where}: not valid YAML: ${fault.message.split("\n")[0]}`, {
      hint: "Mend that line.",
    });
  }
  return document.toJS();
}

/**
 * Applies `a.b=value` settings (values are YAML: numbers, booleans, lists) over a parsed config and returns a copy.
 * @throws ARGUMENT_INVALID for a setting without `=`.
 */
export function applySettings(config: unknown, settings: readonly string[]): unknown {
  const result = structuredClone(config ?? {}) as Record<string, unknown>;
  for (const setting of settings) {
    const equals = setting.indexOf("=");
    if (equals < 1) {
      throw new IntentsmithError("ARGUMENT_INVALID", `--set ${setting}: expected a.b=value`, {
        hint: "For example: --set train.epochs=4",
      });
    }
    const keys = setting.slice(0, equals).split(".");
    let node = result;
    for (const key of keys.slice(0, -1)) {
      if (typeof node[key] !== "object" || node[key] === null) node[key] = {};
      node = node[key] as Record<string, unknown>;
    }
    node[keys.at(-1) ?? ""] = parseDocument(setting.slice(equals + 1)).toJS() as unknown;
  }
  return result;
}

/**
 * Checks values against a strict schema and returns them with defaults filled in. `where` (a file name) opens every
 * message. @throws CONFIG_UNKNOWN_KEY naming the nearest known key; CONFIG_INVALID naming key, expected, received.
 */
export function parseConfig<Schema extends z.ZodType>(schema: Schema, value: unknown, where: string): z.output<Schema> {
  const result = schema.safeParse(value);
  if (result.success) return result.data;
  const issue = deepestIssue(result.error.issues);
  const path = issue.path.join(".");
  if (issue.code === "unrecognized_keys") {
    const key = issue.keys[0] ?? "";
    const near = nearestName(key, knownKeys(schema, issue.path));
    throw new IntentsmithError(
      "CONFIG_UNKNOWN_KEY",
      `${where}: unknown key ${JSON.stringify([...issue.path, key].join("."))}`,
      {
        hint:
          near === undefined
            ? "Remove it; docs/reference/config.md lists every key."
            : `Did you mean ${JSON.stringify([...issue.path, near].join("."))}?`,
      },
    );
  }
  throw new IntentsmithError("CONFIG_INVALID", `${where}: ${path === "" ? "the config" : path}: ${issue.message}`, {
    hint: "docs/reference/config.md lists every key with its type and default.",
  });
}

type Issue = z.core.$ZodIssue;

/** A failed union reports its branches; the branch that got furthest is the one the author meant. */
function deepestIssue(issues: readonly Issue[]): Issue {
  const flat = issues.flatMap((issue): Issue[] =>
    issue.code === "invalid_union" && issue.errors.length > 0
      ? [deepestIssue([...issue.errors].sort((a, b) => a.length - b.length)[0] as Issue[])].map((inner) => ({
          ...inner,
          path: [...issue.path, ...inner.path],
        }))
      : [issue],
  );
  return flat.find((issue) => issue.code === "unrecognized_keys") ?? (flat[0] as Issue);
}

/** Keys that any object schema at `path` accepts; a union is narrowed by nothing, so all its branches count. */
function knownKeys(schema: z.ZodType, path: readonly PropertyKey[]): string[] {
  const definition = (schema as unknown as { def: Record<string, unknown> }).def;
  for (const wrapped of ["innerType", "in"]) {
    if (definition[wrapped] !== undefined) return knownKeys(definition[wrapped] as z.ZodType, path);
  }
  if (Array.isArray(definition["options"])) {
    return (definition["options"] as z.ZodType[]).flatMap((option) => knownKeys(option, path));
  }
  const [key, ...rest] = path;
  if (schema instanceof z.ZodObject) {
    if (key === undefined) return Object.keys(schema.shape as object);
    const child = (schema.shape as Record<string, z.ZodType>)[String(key)];
    return child === undefined ? [] : knownKeys(child, rest);
  }
  const element = definition["element"] ?? definition["valueType"];
  return key !== undefined && element !== undefined ? knownKeys(element as z.ZodType, rest) : [];
}
