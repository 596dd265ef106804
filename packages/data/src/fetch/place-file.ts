import { mkdirSync, renameSync } from "node:fs";
import { dirname } from "node:path";
import { syncDirectory, writeFailed } from "@intentsmith/core";

/** Makes the folder for downloads if it is not there. @throws WRITE_FAILED */
export function makeFolder(folder: string): void {
  try {
    mkdirSync(folder, { recursive: true });
  } catch (error) {
    throw writeFailed(folder, error);
  }
}

/** Gives a download that was checked its own name. @throws WRITE_FAILED */
export function placeFile(partial: string, path: string): void {
  try {
    renameSync(partial, path);
    syncDirectory(dirname(path));
  } catch (error) {
    throw writeFailed(path, error);
  }
}
