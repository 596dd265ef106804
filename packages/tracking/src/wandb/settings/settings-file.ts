import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";

/** The `[default]` section of a W&B settings file (INI): names in lower case, values as text. */
export function parseSettingsFile(text: string): Record<string, string> {
  const settings: Record<string, string> = {};
  let section = "";
  for (const raw of text.split("\n")) {
    const line = raw.trim();
    if (line === "" || line.startsWith("#") || line.startsWith(";")) continue;
    const header = /^\[(.*)\]$/.exec(line);
    if (header !== null) section = header[1] ?? "";
    const separator = /[=:]/.exec(line);
    if (header !== null || section !== "default" || separator === null) continue;
    settings[line.slice(0, separator.index).trim().toLowerCase()] = line.slice(separator.index + 1).trim();
  }
  return settings;
}

/** What the settings files say. A run's folder has a `wandb/` of its own, so that `project` may be somebody else's. */
export interface SettingsFiles {
  /** `~/.config/wandb/settings` (folder: `WANDB_CONFIG_DIR`). */
  user: Record<string, string>;
  /** `./wandb/settings`. */
  project: Record<string, string>;
}

/** Reads both; a file that is not there says nothing. */
export function readSettingsFiles(
  environment: Readonly<Record<string, string | undefined>>,
  home: string,
  workingDirectory: string,
): SettingsFiles {
  const user = join(environment["WANDB_CONFIG_DIR"] ?? join(home, ".config", "wandb"), "settings");
  const project = join(workingDirectory, "wandb", "settings");
  const read = (path: string): Record<string, string> =>
    existsSync(path) ? parseSettingsFile(readFileSync(path, "utf8")) : {};
  return { user: read(user), project: read(project) };
}
