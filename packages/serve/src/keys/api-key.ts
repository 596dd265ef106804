import { randomBytes } from "node:crypto";
import { sha256 } from "@intentsmith/core";

/** `isk_<id>_<secret><checksum>`: 192 random bits, so a fast hash is enough; the checksum turns junk away unread. */
const pattern = /^isk_([0-9a-f]{8})_([A-Za-z0-9_-]{32})([0-9a-f]{6})$/;

export interface NewKey {
  id: string;
  /** The whole key, which is shown once. */
  key: string;
  /** What is stored. */
  sha256: string;
}

export function createKey(): NewKey {
  const id = randomBytes(4).toString("hex");
  const secret = randomBytes(24).toString("base64url");
  const key = `isk_${id}_${secret}${checksum(id, secret)}`;
  return { id, key, sha256: sha256(key) };
}

/** The id of a key that is well formed, else undefined. */
export function idOfKey(key: string): string | undefined {
  const [, id = "", secret = "", sum] = pattern.exec(key) ?? [];
  return sum !== undefined && sum === checksum(id, secret) ? id : undefined;
}

function checksum(id: string, secret: string): string {
  return sha256(`${id}.${secret}`).slice(0, 6);
}
