import { readdirSync } from "node:fs";
import { hasPointer, readPointer } from "./pointer.ts";
import type { ModelState } from "./model-state.ts";

export interface ListedVersion {
  name: string;
  /** `latest`, `pinned`, `served`, `previous`, `quarantined: …`. */
  marks: string[];
}

/** The versions in a folder, by name, and what is known of each. @throws FILE_NOT_FOUND without a pointer. */
export function listVersions(root: string, state: ModelState): ListedVersion[] {
  const latest = hasPointer(root) ? readPointer(root).name : "";
  return readdirSync(root, { withFileTypes: true })
    .filter((entry) => entry.isDirectory() && !entry.name.startsWith("."))
    .map(({ name }) => name)
    .sort()
    .map((name) => {
      const why = state.quarantined[name];
      const marks = [
        ...(name === latest ? ["latest"] : []),
        ...(name === state.pinned ? ["pinned"] : []),
        ...(name === state.current ? ["served"] : []),
        ...(name === state.previous ? ["previous"] : []),
        ...(why === undefined ? [] : [`quarantined: ${why}`]),
      ];
      return { name, marks };
    });
}
