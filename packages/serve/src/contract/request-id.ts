import { randomBytes } from "node:crypto";

const accepted = /^[A-Za-z0-9_-]{8,64}$/;

/** The client's own id where it is harmless, else a UUID of version 7 (RFC 9562): sorts by time. */
export function requestIdOf(header: string | string[] | undefined, nowMs = Date.now()): string {
  if (typeof header === "string" && accepted.test(header)) return header;
  const bytes = randomBytes(16);
  bytes.writeUIntBE(nowMs, 0, 6);
  bytes.writeUInt8((bytes.readUInt8(6) & 0x0f) | 0x70, 6);
  bytes.writeUInt8((bytes.readUInt8(8) & 0x3f) | 0x80, 8);
  return bytes.toString("hex").replace(/^(.{8})(.{4})(.{4})(.{4})/, "$1-$2-$3-$4-");
}
