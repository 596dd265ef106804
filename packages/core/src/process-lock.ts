import { randomBytes } from "node:crypto";
import {
  constants,
  copyFileSync,
  linkSync,
  mkdirSync,
  readFileSync,
  realpathSync,
  rmdirSync,
  rmSync,
  writeFileSync,
} from "node:fs";
import { basename, dirname, join, resolve } from "node:path";
import { sha256, writeFailed } from "./files.ts";
import { systemErrorCode } from "./intentsmith-error.ts";
import { isAlive, parseHolder, thisProcess, type LockHolder } from "./lock-holder.ts";

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
  const content = `${JSON.stringify(thisProcess())}\n`;
  let firstFolderMade: string | undefined;
  let file: string;
  let holder: LockHolder | undefined;
  try {
    firstFolderMade = mkdirSync(folder, { recursive: true });
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
      if (readFound(file) !== content) return;
      rmSync(file);
    } catch {
      return; // The disk takes no writes: the lock will be taken over
    }
    removeFolders(folder, firstFolderMade);
  };
  return { release, [Symbol.dispose]: release };
}

/** Makes the file, in place of one that a dead process left. @returns the process that holds it instead, if one does. */
function takeFile(file: string, content: string): LockHolder | undefined {
  while (!makeFile(file, content)) {
    const found = readFound(file);
    if (found === undefined) continue;
    const holder = parseHolder(found);
    if (holder !== undefined && isHeld(holder, file)) return holder;
    const remover = removeLeftOver(file, found, content);
    if (remover !== undefined) return remover;
  }
  return undefined;
}

function isHeld(holder: LockHolder, file: string): boolean {
  if (holder.pid === process.pid && holder.processStart === null) return held.has(file);
  return isAlive(holder);
}

/**
 * Removes the lock that a dead process left. Only who holds a second lock, named by what was found, may do so: whoever
 * gets that one later finds other content, another's lock, and lets it be. If its holder was killed, too, it is taken
 * over in the same way. @returns the process that is removing the lock already, to take it itself.
 */
function removeLeftOver(file: string, found: string, content: string): LockHolder | undefined {
  const right = beside(file, sha256(found).slice(0, 16));
  const remover = takeFile(right, content);
  if (remover !== undefined) return remover;
  try {
    if (readFound(file) === found) rmSync(file);
  } finally {
    rmSync(right, { force: true });
  }
  return undefined;
}

/** Puts the file there with its content in one step; false if one is there already. */
function makeFile(file: string, content: string): boolean {
  const temporary = beside(file, `${randomBytes(4).toString("hex")}.partial`);
  try {
    writeFileSync(temporary, content, { flag: "wx" });
    linkOrCopy(temporary, file);
    return true;
  } catch (error) {
    if (systemErrorCode(error) === "EEXIST") return false;
    throw error;
  } finally {
    rmSync(temporary, { force: true });
  }
}

/** @throws EEXIST if something is at `to`. */
function linkOrCopy(from: string, to: string): void {
  try {
    linkSync(from, to);
  } catch (error) {
    if (systemErrorCode(error) === "EEXIST") throw error;
    // A disk without links, such as exFAT: a copy, too, is made by one process only, but is empty for a moment
    copyFileSync(from, to, constants.COPYFILE_EXCL);
  }
}

/** A hidden file beside a lock: `.run.lock.<ending>`. */
function beside(file: string, ending: string): string {
  return join(dirname(file), `.${basename(file).replace(/^\./, "")}.${ending}`);
}

/** The content of a lock; undefined if it is gone. */
function readFound(path: string): string | undefined {
  try {
    return readFileSync(path, "utf8");
  } catch (error) {
    if (systemErrorCode(error) === "ENOENT") return undefined;
    throw error;
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
