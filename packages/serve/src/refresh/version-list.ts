import { existsSync, readdirSync } from "node:fs";
import { checkArguments, expected, IntentsmithError } from "@intentsmith/core";
import { hasPointer, readPointer } from "./pointer.ts";
import type { ModelState } from "./model-state.ts";

export interface ListedVersion {
  name: string;
  /** `latest`, `pinned`, `served`, `previous`, `quarantined: …`. */
  marks: string[];
}

/** The versions in a folder, by name, and what is known of each. @throws FILE_NOT_FOUND without the folder. */
export function listVersions(root: string, state: ModelState): ListedVersion[] {
  checkArguments("listVersions", { root: [root, expected.path], state: [state, expected.object] });
  if (!existsSync(root)) {
    throw new IntentsmithError("FILE_NOT_FOUND", `${root}: no such folder`, {
      hint: "Name the folder that holds the versions' folders.",
    });
  }
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
