import {
  applySettings,
  checkArguments,
  expected,
  IntentsmithError,
  parseConfig,
  readYamlFile,
} from "@intentsmith/core";
import { serviceSettingsSchema, type ServiceSettings } from "./service-settings.ts";

export interface SettingsSources {
  /** A YAML or JSON file. */
  file?: string | undefined;
  /** `INTENTSMITH_SERVE_PORT=5001`, `INTENTSMITH_SERVE_LIMITS__TEXTS=8`: two underscores for a dot. */
  environment?: NodeJS.ProcessEnv;
  /** As `--set`: `limits.texts=8`. */
  settings?: readonly string[];
  /** What flags gave; undefined where one was left out. */
  flags?: Readonly<Record<string, unknown>>;
}

const settingsSources = expected.options<SettingsSources>({
  file: expected.path,
  environment: expected.object,
  settings: expected.texts,
  flags: expected.object,
});

const prefix = "INTENTSMITH_SERVE_";

/**
 * File < environment < `--set` < flags.
 * @throws ARGUMENT_INVALID if none of them names a model; CONFIG_UNKNOWN_KEY, CONFIG_INVALID, FILE_NOT_FOUND,
 * FILE_MALFORMED.
 */
export function readSettings(sources: SettingsSources): ServiceSettings {
  checkArguments("readSettings", { sources: [sources, settingsSources] });
  const { file, environment = {}, settings = [], flags = {} } = sources;
  const fromFile = file === undefined ? {} : readYamlFile(file);
  const fromEnvironment = Object.entries(environment)
    .filter(([name, value]) => name.startsWith(prefix) && value !== undefined)
    .map(([name, value]) => `${keyOf(name.slice(prefix.length))}=${value}`);
  const values = applySettings(fromFile, [...fromEnvironment, ...settings]);
  const given = Object.fromEntries(Object.entries(flags).filter(([, value]) => value !== undefined));
  const where = file ?? "serve";
  const merged =
    typeof values === "object" && values !== null && !Array.isArray(values) ? { ...values, ...given } : values;
  if (lacksModel(merged)) {
    throw new IntentsmithError("ARGUMENT_INVALID", `${where}: no model is named`, {
      hint: "Name the folder that export wrote: --model FOLDER, or model: in the file that --config names.",
    });
  }
  return parseConfig(serviceSettingsSchema, merged, where, "docs/guides/serving.md");
}

function lacksModel(settings: unknown): boolean {
  return typeof settings === "object" && settings !== null && !("model" in settings);
}

/** `LIMITS__TEXT_CHARACTERS` → `limits.textCharacters`. */
function keyOf(name: string): string {
  return name
    .split("__")
    .map((part) => part.toLowerCase().replaceAll(/_([a-z])/g, (_, letter: string) => letter.toUpperCase()))
    .join(".");
}
