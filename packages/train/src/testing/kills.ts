import { existsSync, readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import type { ChildProcess } from "node:child_process";

/** Sends SIGKILL as soon as `when` holds (asked every millisecond). */
export function killWhen(when: () => boolean): (child: ChildProcess) => void {
  return (child) => {
    const timer = setInterval(() => {
      if (!when()) return;
      clearInterval(timer);
      child.kill("SIGKILL");
    }, 1);
    child.once("exit", () => clearInterval(timer));
  };
}

/** Steps in `metrics.jsonl`. */
export function stepsOnDisk(run: string): number {
  const path = join(run, "metrics.jsonl");
  return existsSync(path) ? readFileSync(path, "utf8").split("\n").length - 1 : 0;
}

/** Whether a folder is being written (has a temporary entry that starts so). */
export function isBeingWritten(folder: string, name: string): boolean {
  return existsSync(folder) && readdirSync(folder).some((entry) => entry.startsWith(`.${name}`));
}
