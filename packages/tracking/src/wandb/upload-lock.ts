import { mkdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { IntentsmithError, systemErrorCode, writeFailed } from "@intentsmith/core";

function lockPath(run: string): string {
  return join(run, "wandb", "upload.lock");
}

/**
 * Takes the right to upload a run: two uploaders would send rows twice. A lock left by a process that is gone (or by
 * this one) is taken over. @throws TRACKING_FAILED naming the process that holds it.
 */
export function takeUploadLock(run: string): void {
  const path = lockPath(run);
  mkdirSync(join(run, "wandb"), { recursive: true });
  const holder = holderOf(path);
  if (holder !== undefined && holder !== process.pid && isAlive(holder)) {
    throw new IntentsmithError("TRACKING_FAILED", `${run}: process ${holder} is uploading this run already`, {
      hint: `Wait until it ends. If no such process is yours, remove ${path}.`,
    });
  }
  rmSync(path, { force: true });
  try {
    writeFileSync(path, String(process.pid), { flag: "wx" });
  } catch (error) {
    throw writeFailed(path, error);
  }
}

export function releaseUploadLock(run: string): void {
  rmSync(lockPath(run), { force: true });
}

function holderOf(path: string): number | undefined {
  try {
    const holder = Number(readFileSync(path, "utf8"));
    return Number.isInteger(holder) && holder > 0 ? holder : undefined;
  } catch (error) {
    if (systemErrorCode(error) === "ENOENT") return undefined;
    throw error;
  }
}

function isAlive(processId: number): boolean {
  try {
    process.kill(processId, 0);
    return true;
  } catch (error) {
    return systemErrorCode(error) === "EPERM";
  }
}
