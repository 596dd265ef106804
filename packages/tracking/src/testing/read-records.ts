import { crc32 } from "node:zlib";
import { expect } from "vitest";

/** The records of a `.wandb` file. A reader written from its description and independent of the writer. */
export function readRecords(file: Buffer): Buffer[] {
  expect(file.subarray(0, 7).toString("hex")).toBe("3a572642e1be00");
  const records: Buffer[] = [];
  let parts: Buffer[] = [];
  for (let at = 7; at < file.byteLength;) {
    const left = 32_768 - (at % 32_768);
    if (left < 7) {
      expect(file.subarray(at, at + left).every((byte) => byte === 0)).toBe(true);
      at += left;
      continue;
    }
    const length = file.readUInt16LE(at + 4);
    const type = file[at + 6];
    expect(file.readUInt32LE(at)).toBe(crc32(file.subarray(at + 6, at + 7 + length)));
    expect(length + 7).toBeLessThanOrEqual(left);
    expect(type === 1 || type === 2).toBe(parts.length === 0);
    parts.push(file.subarray(at + 7, at + 7 + length));
    if (type === 1 || type === 4) {
      records.push(Buffer.concat(parts));
      parts = [];
    }
    at += 7 + length;
  }
  expect(parts).toEqual([]);
  return records;
}
