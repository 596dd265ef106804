import { RequestStore } from "@intentsmith/serve";
import { afterAll, beforeAll, beforeEach, describe, expect, it, onTestFinished } from "vitest";
import { quiet, requestRow, storeSuite } from "../../../packages/serve/src/testing/store-suite.ts";
import { LocalPostgres, postgresServer, withoutPostgres } from "../servers/postgres.ts";

describe.skipIf(postgresServer === undefined)(`requests in Postgres (${withoutPostgres})`, () => {
  let postgres: LocalPostgres;
  beforeAll(async () => {
    postgres = await LocalPostgres.start();
  });
  afterAll(async () => await postgres.remove());
  beforeEach(async () => {
    const store = await RequestStore.open({ ...quiet, address: postgres.url });
    for (const table of ["requests", "feedback", "windows"] as const) {
      await store.read((database) => database.deleteFrom(table).execute());
    }
    await store.close();
  });

  storeSuite(async (options = {}) => {
    const store = await RequestStore.open({ ...quiet, address: postgres.url, ...options });
    onTestFinished(() => store.close());
    return store;
  });

  it("several machines that start at once on an empty database: one makes the tables", async () => {
    const empty = await LocalPostgres.start();
    onTestFinished(() => empty.remove());
    const open = (): Promise<RequestStore> => RequestStore.open({ ...quiet, address: empty.url });
    const stores = await Promise.all(Array.from({ length: 4 }, open));
    for (const [i, store] of stores.entries()) store.add([requestRow({ request_id: `machine-${i}` })]);
    await Promise.all(stores.map((store) => store.close()));
    const reader = await open();
    onTestFinished(() => reader.close());
    const kept = await reader.read((database) => database.selectFrom("requests").select("request_id").execute());
    expect(kept.map(({ request_id }) => request_id).sort()).toEqual([0, 1, 2, 3].map((i) => `machine-${i}`));
  });

  it("gone and back: answers wait, no acknowledged feedback is lost, none doubled, all within 5 s", async () => {
    const store = await RequestStore.open({ ...quiet, address: postgres.url, flushMs: 20 });
    onTestFinished(() => store.close());
    const rows = Array.from({ length: 40 }, () => requestRow());
    store.add(rows);
    await store.flush();
    const acknowledged: string[] = [];
    const say = async (i: number): Promise<void> => {
      const { key_id, request_id, position } = rows[i] as (typeof rows)[number];
      await store.feedback({ key_id, request_id, position, label: `label-${i}`, at_ms: Date.now() });
      acknowledged.push(request_id);
    };
    for (let i = 0; i < 20; i++) await say(i);
    const under = say(20).catch(() => {});
    await postgres.down();
    await under;
    await expect(say(21)).rejects.toMatchObject({ code: "STORE_UNAVAILABLE" });
    const later = requestRow();
    store.add([later]);
    await expect.poll(() => store.healthy).toBe(false);
    await postgres.up();
    const backMs = performance.now();
    await expect.poll(() => store.healthy && store.waitingRows === 0, { timeout: 10_000 }).toBe(true);
    expect(performance.now() - backMs).toBeLessThan(5000);
    await say(21);
    const kept = await store.read((database) => database.selectFrom("feedback").select("request_id").execute());
    const ids = kept.map(({ request_id }) => request_id);
    expect(new Set(ids).size).toBe(ids.length);
    for (const id of acknowledged) expect(ids).toContain(id);
    const found = await store.read((database) =>
      database.selectFrom("requests").select("request_id").where("request_id", "=", later.request_id).execute(),
    );
    expect(found).toHaveLength(1);
  });
});
