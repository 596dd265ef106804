import { renameSync, rmSync } from "node:fs";
import { randomBytes } from "node:crypto";
import { isExportedFolder } from "@intentsmith/classifier";

/**
 * Lets `write` make a folder. With `overwrite` an earlier export there is put aside, comes back if `write` fails, and goes
 * when it is done; a folder that is no export is left for `write` to refuse.
 */
export async function replaceExport<Result>(
  folder: string,
  overwrite: boolean,
  write: () => Promise<Result>,
): Promise<Result> {
  if (!overwrite || !isExportedFolder(folder)) return await write();
  const aside = `${folder}.before-${randomBytes(4).toString("hex")}`;
  renameSync(folder, aside);
  try {
    const result = await write();
    rmSync(aside, { recursive: true });
    return result;
  } catch (error) {
    rmSync(folder, { recursive: true, force: true });
    renameSync(aside, folder);
    throw error;
  }
}
