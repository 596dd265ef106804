import {
  closeSync,
  mkdirSync,
  openSync,
  readFileSync,
  realpathSync,
  rmdirSync,
  rmSync,
  statSync,
  writeFileSync,
} from "node:fs";
import { hostname } from "node:os";
import { basename, dirname, join, resolve } from "node:path";
import { writeFailed } from "./files.ts";
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

export interface ProcessLock extends Disposable {
  /** Removes the file, and the folders made for it if nothing else is in them. Never throws; may be called again. */
  release(): void;
}

/** The locks that this thread holds, by path: what tells a reused number of our own from ourselves outside Linux. */
const held = new Set<string>();

/**
 * Takes a lock: a file that only one process can make. One that a process of this machine left when it was killed is
 * taken over; one of another machine counts as held, as nothing here can tell. The folder is made if it is missing.
 *
 * Outside Linux a dead process whose number was given out again counts as alive, and the lock is refused until its file
 * is removed. Containers with one host name and process numbers of their own take each other for dead: give each a host
 * name of its own.
 * @throws what `refusal` makes of the holder; WRITE_FAILED.
 */
export function takeProcessLock(path: string, refusal: (holder: LockHolder) => Error): ProcessLock {
  const folder = dirname(resolve(path));
  const firstFolderMade = makeFolder(folder);
  const content = `${JSON.stringify(thisProcess())}\n`;
  let file: string;
  let holder: LockHolder | undefined;
  try {
    file = join(realpathSync(folder), basename(path));
    holder = takeFile(file, content);
  } catch (error) {
    removeFolders(folder, firstFolderMade);
    throw writeFailed(path, error);
  }
  if (holder !== undefined) throw refusal(holder);
  held.add(file);
  const release = (): void => {
    if (!held.delete(file)) return;
    try {
      if (readFileSync(file, "utf8") !== content) return;
      rmSync(file);
    } catch {
      return; // Gone with its folder; or the disk takes no writes, and the lock will be taken over
    }
    removeFolders(folder, firstFolderMade);
  };
  return { release, [Symbol.dispose]: release };
}

/** Makes the file, in place of one that a dead process left. @returns the process that holds it instead, if one does. */
function takeFile(file: string, content: string): LockHolder | undefined {
  for (;;) {
    // Between making and writing it this process may have slept so long that another took the empty file for left behind
    if (makeFile(file, content) && readFound(file) === content) return undefined;
    const found = readFound(file);
    if (found === undefined) continue;
    const holder = parseHolder(found);
    if (holder !== undefined && isAlive(holder, file)) return holder;
    removeLeftOver(file, found);
  }
}

/** The first of the folders that had to be made. */
function makeFolder(path: string): string | undefined {
  try {
    return mkdirSync(path, { recursive: true });
  } catch (error) {
    throw writeFailed(path, error);
  }
}

/** Takes the folders that were made away again, from the innermost to `first`, unless something is in them. */
function removeFolders(innermost: string, first: string | undefined): void {
  if (first === undefined) return;
  try {
    for (let folder = innermost; folder.startsWith(first); folder = dirname(folder)) rmdirSync(folder);
  } catch {
    // Other files are there.
  }
}

/** Whether the file could be made, with its content; false if it is there already. */
function makeFile(path: string, content: string): boolean {
  let descriptor: number;
  try {
    descriptor = openSync(path, "wx");
  } catch (error) {
    if (systemErrorCode(error) === "EEXIST") return false;
    throw error;
  }
  try {
    writeFileSync(descriptor, content);
    return true;
  } catch (error) {
    rmSync(path, { force: true });
    throw error;
  } finally {
    closeSync(descriptor);
  }
}

/** The content of a lock; undefined if it is gone. An empty one is between its making and its writing, or left so. */
function readFound(path: string): string | undefined {
  try {
    const content = readFileSync(path, "utf8");
    if (content !== "") return content;
    pause(200);
    return readFileSync(path, "utf8");
  } catch (error) {
    if (systemErrorCode(error) === "ENOENT") return undefined;
    throw error;
  }
}

function parseHolder(content: string): LockHolder | undefined {
  try {
    const { pid, host, processStart, takenAt } = JSON.parse(content) as Partial<LockHolder>;
    if (!Number.isInteger(pid) || typeof host !== "string") return undefined;
    return { pid: pid as number, host, processStart: processStart ?? null, takenAt: String(takenAt) };
  } catch {
    return undefined;
  }
}

const takeoverMs = 5000;

/** Removes the lock that was found, one process at a time: what stands there by then may be another's, and stays. */
function removeLeftOver(path: string, found: string): void {
  const guard = join(dirname(path), `.${basename(path)}.takeover`);
  if (!makeFile(guard, "")) {
    pause(20);
    const madeMs = statSync(guard, { throwIfNoEntry: false })?.mtimeMs ?? Date.now();
    // The volume's clock may run ahead of ours
    if (Math.abs(Date.now() - madeMs) > takeoverMs) rmSync(guard, { force: true });
    return;
  }
  try {
    if (readFound(path) === found) rmSync(path);
  } finally {
    rmSync(guard, { force: true });
  }
}

function pause(milliseconds: number): void {
  Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, milliseconds);
}

function thisProcess(): LockHolder {
  const processStart = readProcess(process.pid)?.start ?? null;
  return { pid: process.pid, host: hostname(), processStart, takenAt: new Date().toISOString() };
}

function isAlive({ pid, host, processStart }: LockHolder, file: string): boolean {
  if (host !== hostname()) return true;
  if (pid === process.pid && processStart === null) return held.has(file);
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
