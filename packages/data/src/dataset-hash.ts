import { basename } from "node:path";
import { parseConfig, sha256 } from "@intentsmith/core";
import { dataConfigSchema, type DataConfig, type ResolvedDataConfig } from "./config/data-config.ts";
import { settingsOf } from "./identity/data-hashes.ts";
import { readDataFiles, type DataFile } from "./readers/data-files.ts";

/** SHA-256 over the bytes and base names of the files and the resolved config. */
export function datasetHash(config: ResolvedDataConfig, files: readonly DataFile[]): string {
  const named = files.map(({ path, split, sha256 }) => [basename(path), split ?? "", sha256]);
  return sha256(`[${settingsOf(config)},${JSON.stringify(named)}]`);
}

/**
 * A config's hash without reading its rows, to compare with a record that has no other.
 * @throws as `readDataset` for the config and files that cannot be read
 */
export function hashDataFiles(config: DataConfig): string {
  const resolved = parseConfig(dataConfigSchema, config, "data");
  return datasetHash(resolved, readDataFiles(resolved));
}
