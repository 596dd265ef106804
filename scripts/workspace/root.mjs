import { join } from "node:path";

/** The repository's root folder. */
export const root = join(import.meta.dirname, "..", "..");

/** A path in the repository, given with forward slashes. */
export function atRoot(path) {
  return join(root, ...path.split("/"));
}

/** "0.4 s", "83 s": for messages. */
export function secondsSince(startMs) {
  const seconds = (performance.now() - startMs) / 1000;
  return `${seconds < 10 ? seconds.toFixed(1) : Math.round(seconds)} s`;
}
