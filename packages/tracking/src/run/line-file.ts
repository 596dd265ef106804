import { closeSync, existsSync, fsyncSync, openSync, readFileSync, writeSync } from "node:fs";
import { writeFailed, writeFileAtomic } from "@intentsmith/core";

/** A text file that only grows by whole lines. One write a line, so a killed process leaves at most one torn line. */
export class LineFile {
  readonly #path: string;
  #descriptor: number | undefined;

  constructor(path: string) {
    this.#path = path;
  }

  /** Adds a line (its newline is added here). @throws WRITE_FAILED */
  append(line: string): void {
    try {
      this.#descriptor ??= openSync(this.#path, "a");
      const bytes = Buffer.from(`${line}\n`);
      for (let at = 0; at < bytes.byteLength;) at += writeSync(this.#descriptor, bytes, at);
    } catch (error) {
      throw writeFailed(this.#path, error);
    }
  }

  /** Waits until everything appended is on the disk. */
  sync(): void {
    if (this.#descriptor !== undefined) fsyncSync(this.#descriptor);
  }

  close(): void {
    if (this.#descriptor !== undefined) closeSync(this.#descriptor);
    this.#descriptor = undefined;
  }
}

/** The whole lines of a file; a torn last line (no newline) is left out. A missing file has no lines. */
export function readWholeLines(path: string): string[] {
  if (!existsSync(path)) return [];
  const text = readFileSync(path, "utf8");
  const end = text.lastIndexOf("\n");
  return end < 0 ? [] : text.slice(0, end).split("\n");
}

/** Keeps the lines that `keep` accepts, and drops a torn last line; the file is replaced at once or not at all. */
export function keepLines(path: string, keep: (line: string, index: number) => boolean): void {
  if (!existsSync(path)) return;
  const kept = readWholeLines(path).filter(keep);
  writeFileAtomic(path, kept.map((line) => `${line}\n`).join(""));
}
