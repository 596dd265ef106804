import { readFileSync } from "node:fs";
import { hostname } from "node:os";
import { systemErrorCode } from "./intentsmith-error.ts";

/** The process that holds a lock, as its file says. */
export interface LockHolder {
  pid: number;
  host: string;
  /** When the process began, in the kernel's own count: it tells a number that was given out again. Linux only. */
  processStart: string | null;
  /** ISO time. */
  takenAt: string;
}

/** This process, taking a lock now. */
export function thisProcess(): LockHolder {
  const processStart = readProcess(process.pid)?.start ?? null;
  return { pid: process.pid, host: hostname(), processStart, takenAt: new Date().toISOString() };
}

/** The holder that a lock's file names; undefined if the file was cut off. */
export function parseHolder(content: string): LockHolder | undefined {
  try {
    const { pid, host, processStart, takenAt } = JSON.parse(content) as Partial<LockHolder>;
    if (!Number.isInteger(pid) || typeof host !== "string") return undefined;
    return { pid: pid as number, host, processStart: processStart ?? null, takenAt: String(takenAt) };
  } catch {
    return undefined;
  }
}

/** Whether the process may still be there. One of another machine may, as nothing here can tell. */
export function isAlive({ pid, host, processStart }: LockHolder): boolean {
  if (host !== hostname()) return true;
  try {
    process.kill(pid, 0);
  } catch (error) {
    if (systemErrorCode(error) !== "EPERM") return false;
  }
  const now = readProcess(pid);
  if (now === undefined) return true;
  const isZombie = now.state === "Z" || now.state === "X";
  return !isZombie && (processStart === null || processStart === now.start);
}

/** State and start of a process, from Linux's /proc: fields 3 and 22, after the name, which may hold anything. */
function readProcess(pid: number): { state: string; start: string } | undefined {
  try {
    const text = readFileSync(`/proc/${pid}/stat`, "utf8");
    const fields = text.slice(text.lastIndexOf(")") + 2).split(" ");
    const [state, start] = [fields[0], fields[19]];
    return state === undefined || start === undefined ? undefined : { state, start };
  } catch {
    return undefined;
  }
}
