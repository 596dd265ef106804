import { parseDocument } from "yaml";
import type { z } from "zod";
import { readInputFile } from "./files.ts";
import { IntentsmithError } from "./intentsmith-error.ts";
import { checkValue } from "./value-fault.ts";

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
  const result = checkValue(schema, value);
  if ("data" in result) return result.data;
  const { description, unknownKey } = result.fault;
  if (unknownKey === undefined) {
    throw new IntentsmithError("CONFIG_INVALID", `${where}: ${description}`, {
      hint: "docs/reference/config.md lists every key with its type and default.",
    });
  }
  throw new IntentsmithError("CONFIG_UNKNOWN_KEY", `${where}: ${description}`, {
    hint:
      unknownKey.nearest === undefined
        ? "Remove it; docs/reference/config.md lists every key."
        : `Did you mean ${JSON.stringify(unknownKey.nearest)}?`,
  });
}
