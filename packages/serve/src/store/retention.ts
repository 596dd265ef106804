import { monotonicMs } from "../engine/monotonic.ts";
import type { Database } from "./tables.ts";

/** Deleted at once, so that nobody waits for long. */
const pageRows = 1000;
const everyMs = 3_600_000;

/** Deletes what is older than so many days, a page at a time, about once an hour. */
export class Retention {
  readonly #keptMs: number;
  readonly #now: () => number;
  #nextMs = 0;
  /** Clocks at the last look. */
  #looked: { wallMs: number; monotonicMs: number } | undefined;

  constructor(days: number, now: () => number) {
    this.#keptMs = days * 86_400_000;
    this.#now = now;
  }

  async deleteOld(database: Database): Promise<void> {
    const nowMs = this.#now();
    if (this.#clockJumped(nowMs)) this.#nextMs = nowMs + everyMs;
    if (nowMs < this.#nextMs && this.#nextMs - nowMs <= everyMs) return;
    const beforeMs = nowMs - this.#keptMs;
    const page = await database
      .selectFrom("requests")
      .select("at_ms")
      .where("at_ms", "<", beforeMs)
      .orderBy("at_ms")
      .offset(pageRows - 1)
      .limit(1)
      .executeTakeFirst();
    const untilMs = page === undefined ? beforeMs : Math.min(beforeMs, page.at_ms + 1);
    for (const table of ["requests", "feedback", "windows"] as const) {
      await database.deleteFrom(table).where("at_ms", "<", untilMs).execute();
    }
    this.#nextMs = page === undefined ? nowMs + everyMs : nowMs;
  }

  /** Whether the clock was set forward by more than an hour since the last look: nothing is deleted on its word at once. */
  #clockJumped(wallMs: number): boolean {
    const before = this.#looked;
    this.#looked = { wallMs, monotonicMs: monotonicMs() };
    if (before === undefined) return false;
    return wallMs - before.wallMs > this.#looked.monotonicMs - before.monotonicMs + everyMs;
  }
}
