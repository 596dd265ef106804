import { messageOf, type Logger } from "@intentsmith/core";
import { RequestError } from "../contract/request-error.ts";
import { openDatabase } from "./open-database.ts";
import { Retention } from "./retention.ts";
import { writeFeedback, type FeedbackOutcome } from "./write-feedback.ts";
import type { Database, FeedbackRow, RequestRow, WindowRow } from "./tables.ts";

export interface RequestStoreOptions {
  /** A file, or `postgres://…`. */
  address: string;
  /** Rows older than this are deleted. */
  retentionDays: number;
  logger: Logger;
  /** Rows that wait at most; more are dropped and counted. */
  capacity?: number;
  flushMs?: number;
  now?: () => number;
}

/** Rows of one statement: 16 values each stay below SQLite's and Postgres' limits, and the loop is held for 1 ms or 2. */
const batchRows = 100;
const longestRetryMs = 2000;

/**
 * Where answers are kept. Rows are taken in memory and written in batches behind the answers' back; a database that is
 * away costs no answer, only rows beyond `capacity`, which are counted. Feedback is different: it is acknowledged when it
 * is committed.
 */
export class RequestStore {
  readonly #options: Required<RequestStoreOptions>;
  #database: Database | undefined;
  #opening: Promise<Database> | undefined;
  #rows: RequestRow[] = [];
  #windows: WindowRow[] = [];
  #timer: NodeJS.Timeout | undefined;
  /** Writes one after the other. */
  #writing: Promise<void> = Promise.resolve();
  #failures = 0;
  readonly #retention: Retention;
  #closing = false;
  /** What the database said last. */
  #fault = "";
  /** Answers that could not be kept: no room, an id that came twice, or a value that the database refuses. */
  readonly dropped = { full: 0, duplicate: 0, refused: 0 };

  private constructor(options: RequestStoreOptions) {
    this.#options = { capacity: 20_000, flushMs: 200, now: Date.now, ...options };
    this.#retention = new Retention(this.#options.retentionDays, this.#options.now);
  }

  /** A store that is open. @throws STORE_UNAVAILABLE. */
  static async open(options: RequestStoreOptions): Promise<RequestStore> {
    const store = new RequestStore(options);
    store.#database = await openDatabase(options.address);
    return store;
  }

  /** One that opens its database when it can: a service starts, whether or not the server of its database runs. */
  static openLater(options: RequestStoreOptions): RequestStore {
    const store = new RequestStore(options);
    store.#schedule(0);
    return store;
  }

  /** Rows in memory that are not written yet. */
  get waitingRows(): number {
    return this.#rows.length;
  }

  /** Whether the last attempt to write succeeded. */
  get healthy(): boolean {
    return this.#failures === 0 && this.#database !== undefined;
  }

  /** Keeps answers; never waits, never throws. */
  add(rows: readonly RequestRow[]): void {
    const room = Math.max(0, this.#options.capacity - this.#rows.length);
    this.dropped.full += Math.max(0, rows.length - room);
    this.#rows.push(...rows.slice(0, room));
    this.#schedule(this.#rows.length >= batchRows ? 0 : this.#options.flushMs);
  }

  addWindow(window: WindowRow): void {
    this.#windows = [...this.#windows, window].slice(-100);
    this.#schedule(this.#options.flushMs);
  }

  /**
   * Commits the true label of an answer of this key. The same again changes nothing, another label replaces it.
   * @throws REQUEST_UNKNOWN, STORE_UNAVAILABLE.
   */
  async feedback(row: FeedbackRow): Promise<FeedbackOutcome> {
    return await this.#exclusive(async (database) => {
      // The answer's own row may still be in memory.
      if (this.#rows.some((waiting) => isSame(waiting, row))) await this.#writeRows(database);
      return await writeFeedback(database, row);
    });
  }

  /** Deletes a request of this key, or of any: its texts, answers and feedback. @returns rows deleted. @throws STORE_UNAVAILABLE. */
  async delete(requestId: string, keyId?: string): Promise<number> {
    return await this.#exclusive(async (database) => {
      const mine = ({ request_id, key_id }: RequestRow): boolean =>
        request_id === requestId && (keyId === undefined || key_id === keyId);
      const kept = this.#rows.filter((row) => !mine(row));
      let deleted = this.#rows.length - kept.length;
      this.#rows = kept;
      await database.transaction().execute(async (transaction) => {
        for (const table of ["requests", "feedback"] as const) {
          let query = transaction.deleteFrom(table).where("request_id", "=", requestId);
          if (keyId !== undefined) query = query.where("key_id", "=", keyId);
          deleted += Number((await query.executeTakeFirst()).numDeletedRows);
        }
      });
      return deleted;
    });
  }

  /** Reads, in turn with the writes. @throws STORE_UNAVAILABLE. */
  async read<Result>(query: (database: Database) => Promise<Result>): Promise<Result> {
    return await this.#exclusive(query);
  }

  /** Writes what waits now. @throws what the database throws. */
  async flush(): Promise<void> {
    await this.#exclusive(async (database) => {
      await this.#writeRows(database);
    });
  }

  /** Writes what waits, then closes; gives up after `graceMs`, and says how many rows are lost. */
  async close(graceMs = 5000): Promise<void> {
    this.#closing = true;
    clearTimeout(this.#timer);
    let timer: NodeJS.Timeout | undefined;
    const late = new Promise<void>((resolve) => (timer = setTimeout(resolve, graceMs)));
    await Promise.race([this.flush().catch(() => {}), late]);
    clearTimeout(timer);
    const lost = this.#rows.length + this.#windows.length;
    if (lost > 0) this.#options.logger.warn(`store: ${lost} rows could not be written and are lost`);
    await Promise.race([this.#database?.destroy().catch(() => {}), new Promise((later) => setTimeout(later, 1000))]);
  }

  #schedule(inMs: number): void {
    if (this.#closing) return;
    if (this.#timer !== undefined) {
      if (inMs > 0 || this.#failures > 0) return;
      clearTimeout(this.#timer);
    }
    this.#timer = setTimeout(() => {
      void this.#work().finally(() => {
        this.#timer = undefined;
        const more = this.#rows.length + this.#windows.length > 0;
        if (this.#failures > 0) this.#schedule(Math.min(longestRetryMs, 200 * 2 ** Math.min(this.#failures, 10)));
        else if (more) this.#schedule(this.#options.flushMs);
      });
    }, inMs);
    this.#timer.unref();
  }

  async #work(): Promise<void> {
    try {
      await this.#exclusive(async (database) => {
        await this.#writeRows(database);
        await this.#retention.deleteOld(database);
      });
      if (this.#failures > 0) this.#options.logger.info("store: the database is back");
      this.#failures = 0;
    } catch (error) {
      if (this.#failures++ === 0) {
        this.#options.logger.warn(`store: ${this.#fault || messageOf(error)}; answers wait in memory meanwhile`);
      }
    }
  }

  async #writeRows(database: Database): Promise<void> {
    while (this.#rows.length > 0) {
      const batch = this.#rows.slice(0, batchRows);
      await this.#writeBatch(database, batch);
      this.#rows = this.#rows.slice(batch.length);
      // Between batches others have their turn.
      await new Promise((later) => setImmediate(later));
    }
    while (this.#windows.length > 0) {
      const [window] = this.#windows;
      await database
        .insertInto("windows")
        .values(window as WindowRow)
        .execute();
      this.#windows = this.#windows.slice(1);
    }
  }

  async #writeBatch(database: Database, batch: readonly RequestRow[]): Promise<void> {
    try {
      const { numInsertedOrUpdatedRows = 0n } = await database
        .insertInto("requests")
        .values(batch)
        .onConflict((conflict) => conflict.columns(["key_id", "request_id", "position"]).doNothing())
        .executeTakeFirst();
      this.dropped.duplicate += batch.length - Number(numInsertedOrUpdatedRows);
    } catch (error) {
      // Class 22 of SQLSTATE: a value is refused, and would be the next time, too.
      if (!((error as { code?: string }).code ?? "").startsWith("22")) throw error;
      this.dropped.refused += batch.length;
    }
  }

  async #exclusive<Result>(action: (database: Database) => Promise<Result>): Promise<Result> {
    const turn = this.#writing.then(async () => await action(await this.#open()));
    this.#writing = turn.then(
      () => {},
      () => {},
    );
    try {
      return await turn;
    } catch (error) {
      if (error instanceof RequestError) throw error;
      this.#fault = messageOf(error);
      throw new RequestError("STORE_UNAVAILABLE", "the database does not answer: try again later", { retryAfterS: 5 });
    }
  }

  async #open(): Promise<Database> {
    if (this.#database !== undefined) return this.#database;
    this.#opening ??= openDatabase(this.#options.address).finally(() => (this.#opening = undefined));
    this.#database = await this.#opening;
    return this.#database;
  }
}

function isSame(a: RequestRow, b: FeedbackRow): boolean {
  return a.key_id === b.key_id && a.request_id === b.request_id && a.position === b.position;
}
