import { existsSync, readFileSync } from "node:fs";
import { join, relative, resolve } from "node:path";
import { IntentsmithError } from "@intentsmith/core";

/** The sample that ships: a config and the data that it names. */
export interface Sample {
  /** The folder from which the config's paths start. */
  root: string;
  config: string;
  /** How the command is typed here. */
  command: string;
}

/** This file is packages/cli/{src,dist}/input/sample. */
const packageRoot = resolve(import.meta.dirname, "..", "..");

/** The checkout's own sample, or the copy that the build puts into the package. @throws FILE_NOT_FOUND */
export function findSample(): Sample {
  const repository = resolve(packageRoot, "..", "..");
  const [root, command] = isCheckout(repository)
    ? [repository, "npm run intentsmith --"]
    : [join(packageRoot, "dist", "quickstart"), "npx intentsmith"];
  const config = join(root, "configs", "quickstart.yaml");
  if (existsSync(config)) return { root, config, command };
  throw new IntentsmithError("FILE_NOT_FOUND", `${config}: the sample is not there`, {
    hint: "Install intentsmith anew. With your own data: intentsmith train --config yours.yaml",
  });
}

/** Two folders above an installed package may be anybody's project. */
function isCheckout(folder: string): boolean {
  const path = join(folder, "package.json");
  return existsSync(path) && /"name":\s*"intentsmith-workspace"/.test(readFileSync(path, "utf8"));
}

/** A path as it is shortest from here. */
export function shown(path: string): string {
  const fromHere = relative(process.cwd(), path) || ".";
  return fromHere.length <= path.length ? fromHere : path;
}
