import { existsSync } from "node:fs";
import { isAbsolute, join, normalize } from "node:path";
import type { Logger } from "@intentsmith/core";

/**
 * The same data config with its files found: a relative path that leads nowhere from here, but does from the folder
 * that the variable INTENTSMITH_DATA names (without the leading `datasets/`), is taken from there, and that is said.
 */
export function locateDataFiles(data: unknown, environment: NodeJS.ProcessEnv, logger: Logger): unknown {
  const root = environment["INTENTSMITH_DATA"];
  if (root === undefined || root === "" || !isRecord(data)) return data;
  const locate = (path: unknown): unknown => {
    if (typeof path !== "string" || isAbsolute(path) || existsSync(path)) return path;
    const elsewhere = join(root, normalize(path).replace(/^datasets[/\\]/, ""));
    if (!existsSync(elsewhere)) return path;
    logger.info(`${path}: not here, taken from INTENTSMITH_DATA: ${elsewhere}`);
    return elsewhere;
  };
  const { files } = data;
  if (Array.isArray(files)) return { ...data, files: files.map(locate) };
  if (!isRecord(files)) return data;
  const bySplit = Object.entries(files).map(([split, list]) => [split, Array.isArray(list) ? list.map(locate) : list]);
  return { ...data, files: Object.fromEntries(bySplit) };
}

export function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}
