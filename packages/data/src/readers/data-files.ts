import { constants, isUtf8 } from "node:buffer";
import { gunzipSync } from "node:zlib";
import { basename, resolve } from "node:path";
import { IntentsmithError, messageOf, readInputFile, sha256 } from "@intentsmith/core";
import type { ResolvedDataConfig } from "../config/data-config.ts";
import { splitNames, type Split } from "../example/example.ts";
import { folderFiles } from "./folder-files.ts";
import type { Ignore } from "./ignored.ts";

/** A file of a data set. */
export interface DataFile {
  /** As given in the config; opens every message. */
  path: string;
  /** Name for ids: the base name, or the path where two files have the same base name. */
  source: string;
  /** The split that the config puts the whole file in. */
  split: Split | undefined;
  /** Unpacked, if it was packed with gzip. */
  bytes: Buffer;
  /** The bytes decoded. @throws FILE_MALFORMED for bytes that are no text, with their position */
  readonly text: string;
  /** Of the file as it lies on the disk, in hexadecimal. */
  sha256: string;
}

/**
 * Reads every file that the config names, in its order, those packed with gzip unpacked; relative paths start from the
 * working directory. A folder stands for the files in it where the reader reads folders.
 * @throws FILE_NOT_FOUND (also for a folder); FILE_MALFORMED; DATA_EMPTY for a file of no bytes; CONFIG_INVALID for a file
 * listed twice.
 */
export function readDataFiles(config: ResolvedDataConfig, ignore: Ignore = () => {}): DataFile[] {
  const named: { path: string; split: Split | undefined }[] = Array.isArray(config.files)
    ? config.files.map((path) => ({ path, split: undefined }))
    : splitNames.flatMap((split) => listOf(config.files, split).map((path) => ({ path, split })));
  refuseRepeated(named.map(({ path }) => path));
  const encoding = "encoding" in config ? config.encoding : "utf-8";
  const all = named.flatMap(({ path, split }) =>
    folderFiles(path, config.reader, ignore).map((file) => ({ path: file, split })),
  );
  const sourceName = sourceNames(all.map(({ path }) => path));
  return all.map(({ path, split }) => readDataFile(path, { encoding, split, source: sourceName(path) }));
}

/** One file. @throws as `readDataFiles` */
export function readDataFile(
  path: string,
  {
    encoding = "utf-8",
    split,
    source = basename(path),
  }: { encoding?: string; split?: Split | undefined; source?: string } = {},
): DataFile {
  const stored = readBytes(path);
  const bytes = unpacked(stored, path);
  return {
    path,
    source,
    split,
    bytes,
    get text() {
      return decode(bytes, encoding, path);
    },
    sha256: sha256(stored),
  };
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

/** The base name, or the path where two files have the same base name. */
function sourceNames(paths: readonly string[]): (path: string) => string {
  const files = new Map<string, number>();
  for (const path of paths) files.set(basename(path), (files.get(basename(path)) ?? 0) + 1);
  return (path) => ((files.get(basename(path)) ?? 0) > 1 ? path : basename(path));
}

function readBytes(path: string): Buffer {
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

/** What a file packed with gzip holds (told by its first bytes, not its name); any other as it is. */
function unpacked(bytes: Buffer, path: string): Buffer {
  if (bytes[0] !== 0x1f || bytes[1] !== 0x8b) return bytes;
  try {
    return gunzipSync(bytes, { maxOutputLength: constants.MAX_STRING_LENGTH });
  } catch (cause) {
    throw new IntentsmithError("FILE_MALFORMED", `${path}: cannot be unpacked (gzip): ${messageOf(cause)}`, {
      hint: "Fetch the file again, or unpack it yourself.",
      cause,
    });
  }
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
