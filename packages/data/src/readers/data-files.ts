import { constants, isUtf8 } from "node:buffer";
import { statSync } from "node:fs";
import { basename, resolve } from "node:path";
import { IntentsmithError, readInputFile, sha256 } from "@intentsmith/core";
import type { ResolvedDataConfig } from "../config/data-config.ts";
import { splitNames, type Split } from "../example/example.ts";

/** A file of a data set, read and decoded. */
export interface DataFile {
  /** As given in the config; opens every message. */
  path: string;
  /** Name for ids: the base name, or the path where two files have the same base name. */
  source: string;
  /** The split that the config puts the whole file in. */
  split: Split | undefined;
  text: string;
  /** Of the bytes, in hexadecimal. */
  sha256: string;
}

/**
 * Reads every file that the config names, in its order; relative paths start from the working directory.
 * @throws FILE_NOT_FOUND (also for a folder); FILE_MALFORMED for bytes that are no text, with their position;
 * DATA_EMPTY for a file of no bytes; CONFIG_INVALID for a file listed twice.
 */
export function readDataFiles(config: ResolvedDataConfig): DataFile[] {
  const named: { path: string; split: Split | undefined }[] = Array.isArray(config.files)
    ? config.files.map((path) => ({ path, split: undefined }))
    : splitNames.flatMap((split) => listOf(config.files, split).map((path) => ({ path, split })));
  refuseRepeated(named.map(({ path }) => path));
  const encoding = config.reader === "wizard-of-tasks" ? "utf-8" : config.encoding;
  return named.map(({ path, split }) => {
    const bytes = readBytes(path);
    return { path, source: sourceName(path, named), split, text: decode(bytes, encoding, path), sha256: sha256(bytes) };
  });
}

function listOf(files: ResolvedDataConfig["files"], split: Split): string[] {
  return Array.isArray(files) ? [] : (files[split] ?? []);
}

function refuseRepeated(paths: readonly string[]): void {
  const seen = new Set<string>();
  for (const path of paths) {
    if (seen.has(resolve(path))) {
      throw new IntentsmithError("CONFIG_INVALID", `data.files: ${path} is listed twice`, {
        hint: "List each file once; its rows would count double.",
      });
    }
    seen.add(resolve(path));
  }
}

function sourceName(path: string, named: readonly { path: string }[]): string {
  return named.filter((other) => basename(other.path) === basename(path)).length > 1 ? path : basename(path);
}

function readBytes(path: string): Buffer {
  if (statSync(path, { throwIfNoEntry: false })?.isDirectory() === true) {
    throw new IntentsmithError("FILE_NOT_FOUND", `${path}: expected a data file, received a folder`, {
      hint: "Name the files in it one by one under data.files.",
    });
  }
  const bytes = readInputFile(path, "the data");
  if (bytes.length === 0) {
    throw new IntentsmithError("DATA_EMPTY", `${path}: expected data, received an empty file`, {
      hint: "Take it out of data.files, or fetch it again.",
    });
  }
  if (bytes.length > constants.MAX_STRING_LENGTH) {
    throw new IntentsmithError("FILE_MALFORMED", `${path}: ${bytes.length} bytes are too many for one file`, {
      hint: `Split it into files of at most ${constants.MAX_STRING_LENGTH} bytes and list them all.`,
    });
  }
  return bytes;
}

/** @throws FILE_MALFORMED with the position of the first byte that is no text. */
function decode(bytes: Buffer, encoding: string, path: string): string {
  const decoder = new TextDecoder(encoding, { fatal: true });
  if (decoder.encoding === "utf-8") {
    const nul = bytes.indexOf(0);
    if (nul >= 0) throw notText(path, nul, "a NUL byte", utf16Hint(bytes));
    if (!isUtf8(bytes)) {
      const hint = "If it is text in another encoding, set data.encoding (for example windows-1252).";
      throw notText(path, validUtf8Length(bytes), "bytes that are not UTF-8", hint);
    }
  }
  try {
    return decoder.decode(bytes);
  } catch (cause) {
    throw new IntentsmithError("FILE_MALFORMED", `${path}: expected ${encoding} text, received other bytes`, {
      hint: "Set data.encoding to the file's own encoding.",
      cause,
    });
  }
}

function notText(path: string, position: number, received: string, hint: string): IntentsmithError {
  const message = `${path}: expected UTF-8 text, received ${received} at byte ${position}`;
  return new IntentsmithError("FILE_MALFORMED", message, { hint });
}

function utf16Hint(bytes: Buffer): string {
  const mark = bytes.toString("hex", 0, 2);
  if (mark === "fffe") return "It begins like UTF-16: set data.encoding to utf-16le.";
  if (mark === "feff") return "It begins like UTF-16: set data.encoding to utf-16be.";
  return "It looks like a binary file (an archive, a spreadsheet?): name a text file.";
}

/** Number of bytes before the first that cannot be UTF-8, by halving: "the prefix decodes" is monotone. */
function validUtf8Length(bytes: Buffer): number {
  let good = 0;
  let bad = bytes.length + 1;
  while (bad - good > 1) {
    const middle = (good + bad) >> 1;
    if (prefixDecodes(bytes.subarray(0, middle))) good = middle;
    else bad = middle;
  }
  return good;
}

function prefixDecodes(bytes: Uint8Array): boolean {
  try {
    new TextDecoder("utf-8", { fatal: true }).decode(bytes, { stream: true });
    return true;
  } catch {
    return false;
  }
}
