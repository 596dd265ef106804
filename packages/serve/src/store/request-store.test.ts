import { mkdirSync, mkdtempSync, renameSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { sql } from "kysely";
import { expect, it, onTestFinished } from "vitest";
import { quiet, requestRow, storeSuite } from "../testing/store-suite.ts";
import { RequestStore } from "./request-store.ts";

function workFolder(): string {
  const folder = mkdtempSync(join(tmpdir(), "intentsmith-store-"));
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }));
  return folder;
}

storeSuite(async (options = {}) => {
  const store = await RequestStore.open({ ...quiet, address: join(workFolder(), "deep", "r.sqlite"), ...options });
  onTestFinished(() => store.close());
  return store;
});

it("what was flushed is there for the next process; closing writes what waits", async () => {
  const address = join(workFolder(), "r.sqlite");
  const first = await RequestStore.open({ ...quiet, address, flushMs: 60_000 });
  first.add([requestRow()]);
  await first.close();
  const second = await RequestStore.open({ ...quiet, address });
  onTestFinished(() => second.close());
  expect(await second.read((database) => database.selectFrom("requests").selectAll().execute())).toHaveLength(1);
});

it("a database that comes later: answers wait, feedback is refused, then all is written", async () => {
  const folder = workFolder();
  const address = join(folder, "data", "r.sqlite");
  writeFileSync(join(folder, "data"), "a file where a folder should be");
  const warnings: string[] = [];
  const logger = { ...quiet.logger, warn: (message: string) => warnings.push(message) };
  const store = RequestStore.openLater({ ...quiet, logger, address, flushMs: 5 });
  onTestFinished(() => store.close());
  const row = requestRow();
  store.add([row]);
  const { key_id, request_id, position } = row;
  const feedback = { key_id, request_id, position, label: "go", at_ms: 1 };
  await expect(store.feedback(feedback)).rejects.toMatchObject({ code: "STORE_UNAVAILABLE" });
  await expect.poll(() => warnings.length).toBe(1);
  expect(warnings[0]).toMatch(/answers wait in memory meanwhile/);
  expect([store.waitingRows, store.healthy]).toEqual([1, false]);
  renameSync(join(folder, "data"), join(folder, "aside"));
  mkdirSync(join(folder, "data"));
  await expect.poll(() => [store.waitingRows, store.healthy], { timeout: 5000 }).toEqual([0, true]);
  expect(await store.feedback(feedback)).toBe("stored");
});

it("a folder that cannot be written says so at once", async () => {
  const folder = workFolder();
  writeFileSync(join(folder, "file"), "");
  await expect(RequestStore.open({ ...quiet, address: join(folder, "file", "r.sqlite") })).rejects.toMatchObject({
    code: "STORE_UNAVAILABLE",
    hint: expect.stringContaining("--store none"),
  });
});

it("a clock that is set forward by a year deletes nothing on its word at once", async () => {
  let nowMs = Date.parse("2026-01-01");
  const address = join(workFolder(), "r.sqlite");
  const store = await RequestStore.open({ ...quiet, address, retentionDays: 1, flushMs: 5, now: () => nowMs });
  onTestFinished(() => store.close());
  const times = async (): Promise<number[]> => {
    const rows = await store.read((database) => database.selectFrom("requests").select("at_ms").execute());
    return rows.map(({ at_ms }) => at_ms).sort((a, b) => a - b);
  };
  const first = nowMs;
  store.add([requestRow({ at_ms: nowMs })]);
  await expect.poll(() => store.waitingRows).toBe(0);
  nowMs += 366 * 86_400_000;
  store.add([requestRow({ at_ms: nowMs })]);
  await expect.poll(() => store.waitingRows).toBe(0);
  const second = nowMs;
  expect(await times()).toEqual([first, second]);
  // The clock was right after all: an hour later the old row goes.
  nowMs += 3_600_001;
  store.add([requestRow({ at_ms: nowMs })]);
  await expect.poll(times).toEqual([second, nowMs]);
});

it("a disk that is full: answers wait; with room again all is written", async () => {
  const store = await RequestStore.open({ ...quiet, address: join(workFolder(), "r.sqlite"), flushMs: 5 });
  onTestFinished(() => store.close());
  const pages = async (most: number): Promise<void> => {
    await store.read((database) => sql.raw(`PRAGMA max_page_count = ${most}`).execute(database));
  };
  store.add([requestRow()]);
  await store.flush();
  // SQLite says "database or disk is full", as it does when the file cannot grow.
  await pages(1);
  store.add(Array.from({ length: 2000 }, () => requestRow({ turns: "x".repeat(500) })));
  await expect.poll(() => store.healthy).toBe(false);
  expect(store.waitingRows).toBeGreaterThan(0);
  await pages(1_000_000);
  await expect.poll(() => [store.waitingRows, store.healthy], { timeout: 8000 }).toEqual([0, true]);
  const kept = await store.read((database) => database.selectFrom("requests").select("position").execute());
  expect(kept).toHaveLength(2001);
  expect(store.dropped).toEqual({ full: 0, duplicate: 0, refused: 0 });
});
