import { existsSync, readdirSync, rmdirSync, rmSync } from "node:fs";
import { join } from "node:path";
import {
  checkArguments,
  expected,
  IntentsmithError,
  type ProcessLock,
  refuseExisting,
  takeProcessLock,
} from "@intentsmith/core";
import { isLeftOver } from "./left-overs.ts";

/** Name of the lock's file, in the folder it is about. */
export const runLockFile = "run.lock";

/**
 * Takes the right to work in the folder of a run, a grid or a distillation, until `release` (or the end of the block
 * that says `using`). What a killed process left is taken over.
 * @throws ARGUMENT_INVALID naming the process that is at work there; WRITE_FAILED.
 */
export function lockRun(folder: string): ProcessLock {
  const path = join(folder, runLockFile);
  return takeProcessLock(
    path,
    ({ pid, host, takenAt }) =>
      new IntentsmithError("ARGUMENT_INVALID", `${folder}: process ${pid} on ${host} works in it, since ${takenAt}`, {
        hint: `Wait until it ends, or stop it. If it is no longer there, remove ${path}.`,
      }),
  );
}

/** Whether nothing is in a folder but its lock: a process is about to begin there, or was killed before it had. */
export function neverBegun(folder: string): boolean {
  checkArguments("neverBegun", { folder: [folder, expected.path] });
  if (!existsSync(join(folder, runLockFile))) return false;
  return readdirSync(folder).every(
    (name) => name === runLockFile || name.startsWith(`.${runLockFile}.`) || isLeftOver(name),
  );
}

/** @throws OUTPUT_EXISTS if a folder exists and more than a lock is in it. */
export function refuseBegun(folder: string): void {
  checkArguments("refuseBegun", { folder: [folder, expected.path] });
  if (!neverBegun(folder)) refuseExisting(folder);
}

/** Removes a folder, unless another process works in it. @throws ARGUMENT_INVALID naming that process; WRITE_FAILED. */
export function removeRun(folder: string): void {
  checkArguments("removeRun", { folder: [folder, expected.path] });
  if (!existsSync(folder)) return;
  using lock = lockRun(folder);
  for (const name of readdirSync(folder)) {
    if (name !== runLockFile) rmSync(join(folder, name), { recursive: true, force: true });
  }
  lock.release();
  try {
    rmdirSync(folder);
  } catch {
    // Another process has begun in it since: whoever wants it next is told so.
  }
}
