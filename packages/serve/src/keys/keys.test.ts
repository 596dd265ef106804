import { mkdtempSync, readFileSync, rmSync, statSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, expect, it } from "vitest";
import { createKey, idOfKey } from "./api-key.ts";
import { KeyStore } from "./key-store.ts";
import { RateLimiter } from "./rate-limiter.ts";

const work = mkdtempSync(join(tmpdir(), "intentsmith-keys-"));
afterAll(() => rmSync(work, { recursive: true }));
let files = 0;
const path = (): string => join(work, `${files++}`, "keys.json");

it("a key is found until it is revoked; the file holds its hash only and is the owner's", () => {
  const file = path();
  const store = new KeyStore(file);
  const { id, key } = store.add({ name: "shop" });
  expect(store.find(key)).toMatchObject({ id, name: "shop", scopes: ["predict", "feedback"] });
  const content = readFileSync(file, "utf8");
  expect(content).not.toContain(key);
  expect(content).not.toContain(key.slice(13, 45));
  if (process.platform !== "win32") expect(statSync(file).mode & 0o777).toBe(0o600);
  store.revoke(id);
  expect(store.find(key)).toBeUndefined();
});

it("another process's change is seen within a second", () => {
  const file = path();
  let nowMs = Date.now();
  const serving = new KeyStore(file, () => nowMs);
  const { id, key } = new KeyStore(file).add({ name: "shop" });
  expect(serving.find(key)).toBeDefined();
  new KeyStore(file).revoke(id);
  nowMs += 1000;
  expect(serving.find(key)).toBeUndefined();
});

it("an expired key is refused", () => {
  let nowMs = Date.now();
  const store = new KeyStore(path(), () => nowMs);
  const { key } = store.add({ name: "shop", days: 1 });
  nowMs += 86_399_000;
  expect(store.find(key)).toBeDefined();
  nowMs += 2000;
  expect(store.find(key)).toBeUndefined();
});

it("a key of the same id with another secret is refused, and junk is turned away by its form", () => {
  const store = new KeyStore(path());
  const { id } = store.add({ name: "shop" });
  const other = createKey();
  expect(idOfKey(other.key)).toBe(other.id);
  expect(store.find(other.key)).toBeUndefined();
  for (const junk of ["", "isk_", other.key.replace(other.id, id), `${other.key}x`, other.key.toUpperCase()]) {
    expect(idOfKey(junk)).toBeUndefined();
  }
});

it("revoking what is not there names the id", () => {
  expect(() => new KeyStore(path()).revoke("12345678")).toThrow(/no key has the id "12345678"/);
});

it("a bucket lets a minute's requests through, says how long to wait, and fills again", () => {
  let nowMs = 0;
  const limiter = new RateLimiter({ now: () => nowMs });
  for (let i = 0; i < 60; i++) expect(limiter.spend("a", 60)).toBe(0);
  expect(limiter.spend("a", 60)).toBe(1);
  expect(limiter.spend("b", 60)).toBe(0);
  nowMs += 2000;
  expect([limiter.spend("a", 60), limiter.spend("a", 60), limiter.spend("a", 60)]).toEqual([0, 0, 1]);
});

it("forgets the names longest unused, so that invented ones cost no memory", () => {
  const limiter = new RateLimiter({ capacity: 2, now: () => 0 });
  limiter.spend("a", 1);
  limiter.spend("b", 1);
  limiter.spend("c", 1);
  expect(limiter.spend("c", 1)).toBeGreaterThan(0);
  expect(limiter.spend("a", 1)).toBe(0);
});
