import { existsSync, readFileSync, statSync } from "node:fs";
import { join } from "node:path";
import { checkArguments, expected, IntentsmithError } from "@intentsmith/core";

/** In a folder of versions: a file with the name of the one to serve. */
export const pointerFile = "latest";

/** A folder's own name: no path, nothing hidden. */
export const versionName = /^[A-Za-z0-9][A-Za-z0-9._-]{0,127}$/;

export interface VersionFolder {
  name: string;
  folder: string;
}

/** Whether this is a folder of versions, and not a model itself. */
export function hasPointer(root: string): boolean {
  const path = join(root, pointerFile);
  return existsSync(path) && statSync(path).isFile();
}

/** What the pointer names. @throws FILE_NOT_FOUND, FILE_MALFORMED. */
export function readPointer(root: string): VersionFolder {
  const path = join(root, pointerFile);
  if (!existsSync(path)) {
    throw new IntentsmithError("FILE_NOT_FOUND", `${path}: no such file`, {
      hint: "Write the name of the version's folder into it.",
    });
  }
  return versionFolder(root, readFileSync(path, "utf8").trim(), path);
}

/** @throws FILE_MALFORMED for what is no plain name, FILE_NOT_FOUND where no such folder is; `where` names the source. */
export function versionFolder(root: string, name: string, where: string): VersionFolder {
  checkArguments("versionFolder", { root: [root, expected.path], name: [name, expected.text] });
  if (!versionName.test(name)) {
    throw new IntentsmithError(
      "FILE_MALFORMED",
      `${where}: expected the name of a folder, found ${JSON.stringify(name)}`,
      {
        hint: "Letters, digits, dots, dashes; no path.",
      },
    );
  }
  const folder = join(root, name);
  if (existsSync(folder)) return { name, folder };
  throw new IntentsmithError("FILE_NOT_FOUND", `${where}: it names ${name}, but ${folder} is not there`, {
    hint: "Copy the whole folder first, then change the pointer.",
  });
}
