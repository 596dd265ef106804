import { createHash, randomBytes } from "node:crypto";
import {
  closeSync,
  fsyncSync,
  openSync,
  readFileSync,
  renameSync,
  rmSync,
  mkdirSync,
  writeSync,
  existsSync,
} from "node:fs";
import { basename, dirname, join } from "node:path";
import { checkArguments, expected } from "./check-arguments.ts";
import { IntentsmithError, messageOf, systemErrorCode } from "./intentsmith-error.ts";
import { parseJson } from "./parse-json.ts";

/** Reads a whole file. @throws FILE_NOT_FOUND when it is missing or unreadable; `what` names it in the message. */
export function readInputFile(path: string, what: string): Buffer {
  checkArguments("readInputFile", { path: [path, expected.path] });
  try {
    return readFileSync(path);
  } catch (error) {
    const reason = systemErrorCode(error) === "ENOENT" ? "no such file" : messageOf(error);
    throw new IntentsmithError("FILE_NOT_FOUND", `${path}: cannot read ${what}: ${reason}`, {
      hint: "Check the path; relative paths in a config start from the folder you run the command in.",
      cause: error,
    });
  }
}

/** Reads and parses a JSON file. @throws FILE_NOT_FOUND, FILE_MALFORMED with line and column of the fault. */
export function readJsonFile(path: string, what: string): unknown {
  return parseJson(readInputFile(path, what).toString("utf8"), path, what);
}

/** Removes what a failed write left; its own failure (a parent that is a file, say) must not hide the first one. */
function discard(path: string): void {
  try {
    rmSync(path, { recursive: true, force: true });
  } catch {
    // The error that brought us here is the one to report.
  }
}

/** Writes a file so that a reader sees the old content or the new, never a part: write, fsync, rename, fsync. */
export function writeFileAtomic(path: string, data: string | Uint8Array): void {
  checkArguments("writeFileAtomic", { path: [path, expected.path] });
  const temporary = join(dirname(path), `.${basename(path)}.${randomBytes(4).toString("hex")}.partial`);
  try {
    mkdirSync(dirname(path), { recursive: true });
    writeAndSync(temporary, data);
    renameSync(temporary, path);
    syncDirectory(dirname(path));
  } catch (error) {
    discard(temporary);
    throw writeFailed(path, error);
  }
}

/** A file in the making: nothing stands at its path before `commit`. */
export interface PendingFile {
  /** Adds to its end. @throws WRITE_FAILED, and nothing of it stays. */
  write(text: string): void;
  /** Puts it in its place, over what stands there. @throws WRITE_FAILED, and nothing of it stays. */
  commit(): void;
  /** Takes it away; after `commit` it does nothing. */
  discard(): void;
}

/** Begins a file that is written piece by piece, and is there whole or not at all. @throws WRITE_FAILED */
export function beginFileAtomic(path: string): PendingFile {
  checkArguments("beginFileAtomic", { path: [path, expected.path] });
  const temporary = join(dirname(path), `.${basename(path)}.${randomBytes(4).toString("hex")}.partial`);
  let file: number | undefined;
  let isInPlace = false;
  const close = (): void => {
    if (file !== undefined) closeSync(file);
    file = undefined;
  };
  const discardIt = (): void => {
    close();
    if (!isInPlace) discard(temporary);
  };
  const attempt = (work: () => void): void => {
    try {
      work();
    } catch (error) {
      discardIt();
      throw writeFailed(path, error);
    }
  };
  attempt(() => {
    mkdirSync(dirname(path), { recursive: true });
    file = openSync(temporary, "wx");
  });
  return {
    write: (text) =>
      attempt(() => {
        const bytes = Buffer.from(text);
        for (let at = 0; at < bytes.byteLength;) at += writeSync(file as number, bytes, at);
      }),
    commit: () =>
      attempt(() => {
        fsyncSync(file as number);
        close();
        renameSync(temporary, path);
        isInPlace = true;
        syncDirectory(dirname(path));
      }),
    discard: discardIt,
  };
}

/**
 * Fills a folder under a temporary name beside `path`, then renames it into place, so that it is there whole or
 * not at all. @throws OUTPUT_EXISTS unless `replace`; WRITE_FAILED.
 */
export async function writeDirectoryAtomic(
  path: string,
  fill: (temporaryPath: string) => void | Promise<void>,
  options: { replace?: boolean } = {},
): Promise<void> {
  checkArguments("writeDirectoryAtomic", {
    path: [path, expected.path],
    options: [options, expected.options<{ replace?: boolean }>({ replace: expected.flag })],
  });
  if (!options.replace) refuseExisting(path);
  const suffix = randomBytes(4).toString("hex");
  const temporary = join(dirname(path), `.${basename(path)}.${suffix}.partial`);
  try {
    mkdirSync(temporary, { recursive: true });
    await fill(temporary);
    syncDirectory(temporary);
    if (existsSync(path)) {
      const old = join(dirname(path), `.${basename(path)}.${suffix}.old`);
      renameSync(path, old);
      try {
        renameSync(temporary, path);
      } catch (error) {
        renameSync(old, path);
        throw error;
      }
      discard(old);
    } else {
      renameSync(temporary, path);
    }
    syncDirectory(dirname(path));
  } catch (error) {
    discard(temporary);
    throw error instanceof IntentsmithError ? error : writeFailed(path, error);
  }
}

/** @throws OUTPUT_EXISTS if something stands at `path`. */
export function refuseExisting(path: string, hint = "Choose another path, or remove it first."): void {
  if (existsSync(path)) throw new IntentsmithError("OUTPUT_EXISTS", `${path}: already exists`, { hint });
}

/** Writes bytes and waits until they are on the disk. */
export function writeAndSync(path: string, data: string | Uint8Array): void {
  const file = openSync(path, "w");
  try {
    const bytes = typeof data === "string" ? Buffer.from(data) : data;
    for (let at = 0; at < bytes.byteLength;) at += writeSync(file, bytes, at, Math.min(bytes.byteLength - at, 1 << 28));
    fsyncSync(file);
  } finally {
    closeSync(file);
  }
}

/** Makes a rename in this folder survive a power cut (a no-op where folders cannot be opened, as on Windows). */
export function syncDirectory(path: string): void {
  let folder: number;
  try {
    folder = openSync(path, "r");
  } catch {
    return;
  }
  try {
    fsyncSync(folder);
  } catch {
    // Some file systems refuse fsync on a folder; the rename itself is still atomic.
  } finally {
    closeSync(folder);
  }
}

export function sha256(data: string | Uint8Array): string {
  return createHash("sha256").update(data).digest("hex");
}

export function writeFailed(path: string, cause: unknown): IntentsmithError {
  const full = systemErrorCode(cause) === "ENOSPC";
  return new IntentsmithError(
    "WRITE_FAILED",
    `${path}: cannot write: ${full ? "the disk is full" : messageOf(cause)}`,
    {
      hint: full
        ? "Free some space and run the same command again."
        : "Check that the folder exists and may be written.",
      cause,
    },
  );
}
