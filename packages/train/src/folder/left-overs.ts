import { existsSync, readdirSync, renameSync, rmSync } from "node:fs";
import { join } from "node:path";

/** The names that core's atomic writes give to what is not in its place yet, or not any more. */
const leftOver = /^\.(.+)\.[0-9a-f]{8}\.(partial|old)$/;

/** Whether a name in a folder is of such an entry. */
export const isLeftOver = (name: string): boolean => leftOver.test(name);

/**
 * Clears what a killed process left of its atomic writes in `folder` and the folders in it. What it had already moved
 * away and not yet replaced takes its place again.
 */
export function mendFolder(folder: string): void {
  for (const entry of readdirSync(folder, { withFileTypes: true })) {
    const path = join(folder, entry.name);
    const [, name, kind] = leftOver.exec(entry.name) ?? [];
    if (name === undefined) {
      if (entry.isDirectory()) mendFolder(path);
    } else if (kind === "old" && !existsSync(join(folder, name))) {
      renameSync(path, join(folder, name));
    } else {
      rmSync(path, { recursive: true, force: true });
    }
  }
}
