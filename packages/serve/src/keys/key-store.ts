import { timingSafeEqual } from "node:crypto";
import { chmodSync, existsSync, statSync } from "node:fs";
import {
  checkArguments,
  expected,
  IntentsmithError,
  parseRecord,
  readJsonFile,
  sha256,
  writeFileAtomic,
} from "@intentsmith/core";
import { z } from "zod";
import { createKey, idOfKey } from "./api-key.ts";

/** To classify; to give true labels and delete requests of the key's own. */
export const scopes = ["predict", "feedback"] as const;
export type Scope = (typeof scopes)[number];

const storedKey = z.strictObject({
  id: z.string(),
  name: z.string(),
  sha256: z.string().regex(/^[0-9a-f]{64}$/),
  scopes: z.array(z.enum(scopes)).min(1),
  createdAt: z.iso.datetime(),
  expiresAt: z.iso.datetime().optional(),
  revokedAt: z.iso.datetime().optional(),
  requestsPerMinute: z.int().min(1).optional(),
});

const keysFile = z.strictObject({ format: z.literal(1), keys: z.array(storedKey) });

export type StoredKey = z.output<typeof storedKey>;

export interface AddKeyOptions {
  name: string;
  scopes?: readonly Scope[];
  /** Days until it expires; never if left out. */
  days?: number;
  requestsPerMinute?: number;
}

/** API keys in one JSON file that holds their hashes only. */
export class KeyStore {
  readonly #path: string;
  readonly #now: () => number;
  #keys: StoredKey[] = [];
  #fingerprint = "";
  #checkedAtMs = -Infinity;

  constructor(path: string, now: () => number = Date.now) {
    checkArguments("KeyStore", { path: [path, expected.path] });
    this.#path = path;
    this.#now = now;
  }

  /** All keys, revoked ones too. @throws FILE_MALFORMED. */
  list(): readonly StoredKey[] {
    this.#read();
    return this.#keys;
  }

  /** Adds a key. @returns the key itself, which is nowhere else. @throws WRITE_FAILED. */
  add(options: AddKeyOptions): { id: string; key: string } {
    this.#read();
    const { id, key, sha256 } = createKey();
    const nowMs = this.#now();
    const expiry = options.days === undefined ? {} : { expiresAt: iso(nowMs + options.days * 86_400_000) };
    const limit = options.requestsPerMinute === undefined ? {} : { requestsPerMinute: options.requestsPerMinute };
    const stored = { id, name: options.name, sha256, scopes: [...(options.scopes ?? scopes)], createdAt: iso(nowMs) };
    this.#write([...this.#keys, { ...stored, ...expiry, ...limit }]);
    return { id, key };
  }

  /** @throws ARGUMENT_INVALID for an id that is not there. */
  revoke(id: string): void {
    this.#read();
    if (!this.#keys.some((key) => key.id === id)) {
      throw new IntentsmithError("ARGUMENT_INVALID", `${this.#path}: no key has the id ${JSON.stringify(id)}`, {
        hint: "intentsmith serve keys list shows them.",
      });
    }
    const revokedAt = iso(this.#now());
    this.#write(this.#keys.map((key) => (key.id === id ? { ...key, revokedAt: key.revokedAt ?? revokedAt } : key)));
  }

  /** The key's record if it is known, neither revoked nor expired. A change of the file is seen within a second. */
  find(key: string): StoredKey | undefined {
    const id = idOfKey(key);
    if (id === undefined) return undefined;
    if (this.#now() - this.#checkedAtMs >= 1000) this.#read();
    const stored = this.#keys.find((candidate) => candidate.id === id);
    if (stored === undefined || stored.revokedAt !== undefined) return undefined;
    if (stored.expiresAt !== undefined && Date.parse(stored.expiresAt) <= this.#now()) return undefined;
    return timingSafeEqual(Buffer.from(stored.sha256, "hex"), Buffer.from(sha256(key), "hex")) ? stored : undefined;
  }

  #read(): void {
    this.#checkedAtMs = this.#now();
    if (!existsSync(this.#path)) {
      this.#keys = [];
      this.#fingerprint = "";
      return;
    }
    const { mtimeMs, size, ino } = statSync(this.#path);
    const fingerprint = `${mtimeMs} ${size} ${ino}`;
    if (fingerprint === this.#fingerprint) return;
    this.#keys = parseRecord(keysFile, readJsonFile(this.#path, "the API keys"), this.#path).keys;
    this.#fingerprint = fingerprint;
  }

  #write(keys: StoredKey[]): void {
    writeFileAtomic(this.#path, `${JSON.stringify({ format: 1, keys }, null, 2)}\n`);
    chmodSync(this.#path, 0o600);
    this.#keys = keys;
    this.#fingerprint = "";
  }
}

function iso(ms: number): string {
  return new Date(ms).toISOString();
}
