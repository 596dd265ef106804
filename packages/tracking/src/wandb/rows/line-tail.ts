import { closeSync, openSync, readSync } from "node:fs";
import { systemErrorCode } from "@intentsmith/core";

const blockBytes = 1 << 20;

/** Follows a text file that grows: each call gives the whole lines that are new. A missing file has none yet. */
export class LineTail {
  readonly #path: string;
  #offset = 0;
  #blockWasFull = false;
  #rest: Buffer = Buffer.alloc(0);

  constructor(path: string) {
    this.#path = path;
  }

  /** Whether the last `read` took as much as it may, so that more may be there. */
  get mayHaveMore(): boolean {
    return this.#blockWasFull;
  }

  /** New whole lines, at most about 1 MiB of them a call. */
  read(): string[] {
    const block = this.#readBlock();
    this.#blockWasFull = block.byteLength === blockBytes;
    if (block.byteLength === 0) return [];
    this.#offset += block.byteLength;
    const bytes = Buffer.concat([this.#rest, block]);
    const end = bytes.lastIndexOf(0x0a);
    this.#rest = bytes.subarray(end + 1);
    return end < 0 ? [] : bytes.toString("utf8", 0, end).split("\n");
  }

  /** All new whole lines. */
  readAll(): string[] {
    const lines: string[] = [];
    do {
      for (const line of this.read()) lines.push(line);
    } while (this.#blockWasFull);
    return lines;
  }

  #readBlock(): Buffer {
    let descriptor: number;
    try {
      descriptor = openSync(this.#path, "r");
    } catch (error) {
      if (systemErrorCode(error) === "ENOENT") return Buffer.alloc(0);
      throw error;
    }
    try {
      const block = Buffer.alloc(blockBytes);
      return block.subarray(0, readSync(descriptor, block, 0, blockBytes, this.#offset));
    } finally {
      closeSync(descriptor);
    }
  }
}
