import type { z } from "zod";
import { checkArguments, expected } from "./check-arguments.ts";
import { readInputFile } from "./files.ts";
import { IntentsmithError } from "./intentsmith-error.ts";
import { checkValue } from "./value-fault.ts";
import { parseYaml, prototypeName } from "./yaml.ts";

/** Reads a YAML (or JSON) file into plain values. @throws FILE_NOT_FOUND, FILE_MALFORMED with the line. */
export function readYamlFile(path: string): unknown {
  const result = parseYaml(readInputFile(path, "the config").toString("utf8"));
  if ("value" in result) return result.value;
  const { description, at } = result.fault;
  const where = at === undefined ? path : `${path}:${at.line}:${at.column}`;
  throw new IntentsmithError("FILE_MALFORMED", `${where}: not valid YAML: ${description}`, {
    hint: at === undefined ? "Mend the file." : "Mend that line.",
  });
}

/**
 * Applies `a.b=value` settings (values are YAML: numbers, booleans, lists) over a parsed config and returns a copy.
 * @throws ARGUMENT_INVALID for a setting without `=`, with a value that is not YAML, or with a key such as `__proto__`.
 */
export function applySettings(config: unknown, settings: readonly string[]): unknown {
  checkArguments("applySettings", { settings: [settings, expected.texts] });
  const result = structuredClone(config ?? {}) as Record<string, unknown>;
  for (const setting of settings) {
    const { keys, value } = parseSetting(setting);
    let node = result;
    for (const key of keys.slice(0, -1)) {
      if (typeof node[key] !== "object" || node[key] === null) node[key] = {};
      node = node[key] as Record<string, unknown>;
    }
    node[keys.at(-1) ?? ""] = value;
  }
  return result;
}

function parseSetting(setting: string): { keys: string[]; value: unknown } {
  const equals = setting.indexOf("=");
  if (equals < 1) throw settingRefused(setting, "expected a.b=value", "For example: --set train.epochs=4");
  const keys = setting.slice(0, equals).split(".");
  const forbidden = prototypeName(keys);
  if (forbidden !== undefined) {
    throw settingRefused(setting, `no key is called ${JSON.stringify(forbidden)}`, "Remove this setting.");
  }
  const result = parseYaml(setting.slice(equals + 1));
  if ("value" in result) return { keys, value: result.value };
  throw settingRefused(
    setting,
    `the value is not valid YAML: ${result.fault.description}`,
    "Close every bracket and quote; a text that YAML would read otherwise goes in quotes.",
  );
}

function settingRefused(setting: string, why: string, hint: string): IntentsmithError {
  return new IntentsmithError("ARGUMENT_INVALID", `--set ${setting}: ${why}`, { hint });
}

/**
 * Checks values against a strict schema and returns them with defaults filled in. `where` (a file name) opens every
 * message; `reference` is the page that has all keys.
 * @throws CONFIG_UNKNOWN_KEY naming the nearest known key; CONFIG_INVALID naming key, expected, received.
 */
export function parseConfig<Schema extends z.ZodType>(
  schema: Schema,
  value: unknown,
  where: string,
  reference = "docs/reference/config.md",
): z.output<Schema> {
  const result = checkValue(schema, value);
  if ("data" in result) return result.data;
  const { description, unknownKey } = result.fault;
  if (unknownKey === undefined) {
    throw new IntentsmithError("CONFIG_INVALID", `${where}: ${description}`, {
      hint: `${reference} lists every key with its type and default.`,
    });
  }
  throw new IntentsmithError("CONFIG_UNKNOWN_KEY", `${where}: ${description}`, {
    hint:
      unknownKey.nearest === undefined
        ? `Remove it; ${reference} lists every key.`
        : `Did you mean ${JSON.stringify(unknownKey.nearest)}?`,
  });
}
