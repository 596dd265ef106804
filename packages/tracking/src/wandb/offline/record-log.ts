import { closeSync, openSync, writeSync } from "node:fs";
import { crc32 } from "node:zlib";

const blockBytes = 32_768;
const chunkHeaderBytes = 7;

/** How a `.wandb` file opens: `:W&B`, 0xBEE1 little-endian, version 0. */
const fileHeader = Uint8Array.of(0x3a, 0x57, 0x26, 0x42, 0xe1, 0xbe, 0x00);

/**
 * Cuts a record into chunks of LevelDB's log format, to be written at `position` (bytes from the start of the file):
 * checksum, length, type (1 full, 2 first, 3 middle, 4 last), payload. Blocks of 32 KiB count from the start of the
 * file; fewer than 7 bytes left in one are filled with zeros. The checksum is plain CRC-32 over type and payload,
 * not LevelDB's masked CRC-32C.
 */
export function frameRecord(record: Uint8Array, position: number): Buffer {
  const parts: Uint8Array[] = [];
  let at = position;
  let start = 0;
  let isFirst = true;
  for (;;) {
    const left = blockBytes - (at % blockBytes);
    if (left < chunkHeaderBytes) {
      parts.push(new Uint8Array(left));
      at += left;
      continue;
    }
    const length = Math.min(record.byteLength - start, left - chunkHeaderBytes);
    const isLast = start + length === record.byteLength;
    const type = isFirst ? (isLast ? 1 : 2) : isLast ? 4 : 3;
    isFirst = false;
    const chunk = Buffer.alloc(chunkHeaderBytes + length);
    chunk[6] = type;
    chunk.set(record.subarray(start, start + length), chunkHeaderBytes);
    chunk.writeUInt32LE(crc32(chunk.subarray(6)), 0);
    chunk.writeUInt16LE(length, 4);
    parts.push(chunk);
    at += chunk.byteLength;
    start += length;
    if (isLast) return Buffer.concat(parts);
  }
}

/** Writes a `.wandb` file. */
export class RecordLog {
  readonly #descriptor: number;
  #position = 0;

  constructor(path: string) {
    this.#descriptor = openSync(path, "wx");
    this.#write(fileHeader);
  }

  append(record: Uint8Array): void {
    this.#write(frameRecord(record, this.#position));
  }

  close(): void {
    closeSync(this.#descriptor);
  }

  #write(bytes: Uint8Array): void {
    for (let at = 0; at < bytes.byteLength;) at += writeSync(this.#descriptor, bytes, at);
    this.#position += bytes.byteLength;
  }
}
