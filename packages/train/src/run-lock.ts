import { join } from "node:path";
import { IntentsmithError, takeProcessLock, type ProcessLock } from "@intentsmith/core";

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
