import { join } from "node:path";
import { IntentsmithError, takeProcessLock, type ProcessLock } from "@intentsmith/core";

/**
 * Takes the right to upload a run: two uploaders would send rows twice. A lock left by a process that is gone is taken
 * over. @throws TRACKING_FAILED naming the process that holds it.
 */
export function takeUploadLock(run: string): ProcessLock {
  const path = join(run, "wandb", "upload.lock");
  return takeProcessLock(
    path,
    ({ pid, host }) =>
      new IntentsmithError("TRACKING_FAILED", `${run}: process ${pid} on ${host} is uploading this run already`, {
        hint: `Wait until it ends. If no such process is yours, remove ${path}.`,
      }),
  );
}
