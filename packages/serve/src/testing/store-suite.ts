import { silentLogger } from "@intentsmith/core";
import { expect, it } from "vitest";
import { liveAccuracy, type LiveAccuracy } from "../drift/live-accuracy.ts";
import { RequestStore, type RequestStoreOptions } from "../store/request-store.ts";
import type { FeedbackRow, RequestRow } from "../store/tables.ts";

let made = 0;

export function requestRow(changes: Partial<RequestRow> = {}): RequestRow {
  return {
    key_id: "k1",
    request_id: `request-${made++}`,
    position: 0,
    at_ms: 1_764_000_000_123,
    route: "/v1/classify",
    model_version: "v1",
    label: "stop",
    would_be: "stop",
    score: 0.25,
    probability: 0.1 + 0.2,
    abstained: 0,
    characters: 4,
    tokens: 3,
    unknown_tokens: 0,
    ms: 1.5,
    turns: null,
    ...changes,
  };
}

const feedbackOf = ({ key_id, request_id, position }: RequestRow, label: string): FeedbackRow => ({
  key_id,
  request_id,
  position,
  label,
  at_ms: 1_764_000_001_000,
});

/** What every database has to do; `open` gives an empty one, closed after the test. */
export function storeSuite(open: (options?: Partial<RequestStoreOptions>) => Promise<RequestStore>): void {
  const requests = (store: RequestStore): Promise<RequestRow[]> =>
    store.read((database) => database.selectFrom("requests").selectAll().orderBy("request_id").execute());

  it("rows come back as they were put in, with their 64-bit times and their fractions", async () => {
    const store = await open();
    const rows = [requestRow({ turns: JSON.stringify(["a \u0000 \uD800", "🐒'\""]) }), requestRow({ label: null })];
    store.add(rows);
    expect(store.waitingRows).toBe(2);
    await store.flush();
    expect(store.waitingRows).toBe(0);
    expect(await requests(store)).toEqual(rows);
  });

  it("more rows than one statement holds, and an id that comes twice counts once", async () => {
    const store = await open();
    const rows = Array.from({ length: 450 }, (_, i) => requestRow({ request_id: `many-${i}` }));
    store.add([...rows, ...rows.slice(0, 5).map((row) => ({ ...row, score: 9 }))]);
    await store.flush();
    expect(await requests(store)).toHaveLength(450);
    expect(store.dropped).toEqual({ full: 0, duplicate: 5, refused: 0 });
  });

  it("rows beyond the capacity are dropped and counted", async () => {
    const store = await open({ capacity: 3, flushMs: 60_000 });
    store.add([requestRow(), requestRow()]);
    store.add([requestRow(), requestRow()]);
    expect([store.waitingRows, store.dropped.full]).toEqual([3, 1]);
  });

  it("feedback finds an answer that waits in memory, is idempotent, and another label replaces it", async () => {
    const store = await open({ flushMs: 60_000 });
    const row = requestRow();
    store.add([row]);
    expect(await store.feedback(feedbackOf(row, "go"))).toBe("stored");
    expect(await store.feedback(feedbackOf(row, "go"))).toBe("unchanged");
    expect(await store.feedback(feedbackOf(row, "halt"))).toBe("replaced");
    const kept = await store.read((database) => database.selectFrom("feedback").selectAll().execute());
    expect(kept).toEqual([feedbackOf(row, "halt")]);
  });

  it("at the same time from many clients, the same feedback is stored once", async () => {
    const store = await open();
    const row = requestRow();
    store.add([row]);
    const outcomes = await Promise.all(Array.from({ length: 10 }, () => store.feedback(feedbackOf(row, "go"))));
    expect(outcomes.filter((outcome) => outcome === "stored")).toHaveLength(1);
    expect(outcomes.filter((outcome) => outcome === "unchanged")).toHaveLength(9);
  });

  it("nobody speaks of another key's request, nor of a place that it does not have", async () => {
    const store = await open();
    const row = requestRow();
    store.add([row]);
    await store.flush();
    const unknown = { code: "REQUEST_UNKNOWN" };
    await expect(store.feedback(feedbackOf({ ...row, key_id: "k2" }, "go"))).rejects.toMatchObject(unknown);
    await expect(store.feedback(feedbackOf({ ...row, position: 1 }, "go"))).rejects.toMatchObject(unknown);
    expect(await store.delete(row.request_id, "k2")).toBe(0);
    expect(await requests(store)).toHaveLength(1);
  });

  it("a deleted request is gone with its feedback, written or not", async () => {
    const store = await open({ flushMs: 60_000 });
    const [first, second] = [requestRow(), requestRow()];
    store.add([first]);
    await store.feedback(feedbackOf(first, "go"));
    store.add([second]);
    expect(await store.delete(first.request_id, "k1")).toBe(2);
    expect(await store.delete(second.request_id)).toBe(1);
    await store.flush();
    expect(await requests(store)).toEqual([]);
  });

  it("accuracy is counted on the answers of one version that have feedback", async () => {
    const store = await open();
    const rows = Array.from({ length: 120 }, (_, i) => requestRow({ model_version: i < 110 ? "v1" : "v2" }));
    store.add(rows);
    for (const [i, row] of rows.entries()) await store.feedback(feedbackOf(row, i % 3 === 0 ? "stop" : "go"));
    const measure = (modelVersion: string, sinceMs: number): Promise<LiveAccuracy> =>
      store.read((database) => liveAccuracy(database, { modelVersion, sinceMs, referenceAccuracy: 0.9 }));
    expect(await measure("v1", 0)).toMatchObject({ right: 37, total: 110, dropped: true });
    expect(await measure("v2", 0)).toMatchObject({ right: 3, total: 10, dropped: false });
    expect(await measure("v1", 2e12)).toEqual({ right: 0, total: 0, low: 0, high: 1, dropped: false });
  });

  it("rows older than the retention are deleted, and no others", async () => {
    const nowMs = 1_764_000_000_000;
    const store = await open({ retentionDays: 1, now: () => nowMs, flushMs: 5 });
    const old = Array.from({ length: 30 }, () => requestRow({ at_ms: nowMs - 86_400_001 }));
    const young = requestRow({ at_ms: nowMs - 86_399_000 });
    store.add([...old, young]);
    await expect
      .poll(async () => (await requests(store)).map(({ request_id }) => request_id))
      .toEqual([young.request_id]);
  });
}

export const quiet = { logger: silentLogger, retentionDays: 3650 };
