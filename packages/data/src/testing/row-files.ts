import { sha256 } from "@intentsmith/core";
import { dataConfigSchema, type DataConfig, type ResolvedDataConfig } from "../config/data-config.ts";
import type { DataFile } from "../readers/data-files.ts";

/** A file as the readers get it, without a disk. */
export function dataFile(path: string, text: string): DataFile {
  return { path, source: path, split: undefined, bytes: Buffer.from(text), text, sha256: sha256(text) };
}

/** A config with its defaults filled in. */
export function resolve<Config extends DataConfig>(
  config: Config,
): Extract<ResolvedDataConfig, { reader: Config["reader"] }> {
  return dataConfigSchema.parse(config) as Extract<ResolvedDataConfig, { reader: Config["reader"] }>;
}
