import { mkdirSync } from "node:fs";
import { dirname, resolve } from "node:path";
import { expected, checkArguments, IntentsmithError, messageOf, redactUrl } from "@intentsmith/core";
import { Kysely, PostgresDialect, SqliteDialect, type SqliteDatabase } from "kysely";
import { migrate } from "./migrations.ts";
import type { Database, Tables } from "./tables.ts";

/** Milliseconds that a second process with the same file may hold the lock. */
const busyTimeoutMs = 5000;

/** Postgres counts in 64 bits, which its driver gives as text; ours are milliseconds and counts, exact as numbers. */
const int8 = 20;

export function isPostgres(url: string): boolean {
  return /^postgres(ql)?:\/\//.test(url);
}

/**
 * Opens the database of a path (SQLite) or of `postgres://…` and brings its tables up to date.
 * @throws STORE_UNAVAILABLE.
 */
export async function openDatabase(address: string): Promise<Database> {
  checkArguments("openDatabase", { address: [address, expected.text] });
  let database: Database | undefined;
  try {
    database = isPostgres(address) ? await connectPostgres(address) : await openSqlite(address);
    await migrate(database);
    return database;
  } catch (error) {
    await database?.destroy().catch(() => {});
    throw new IntentsmithError("STORE_UNAVAILABLE", `${redactUrl(address)}: ${messageOf(error) || "no connection"}`, {
      hint: isPostgres(address)
        ? "Is the server running, and may this user make tables there?"
        : "Choose another folder with --data-dir, or store nothing: --store none.",
      cause: error,
    });
  }
}

async function openSqlite(path: string): Promise<Database> {
  if (path !== ":memory:") mkdirSync(dirname(resolve(path)), { recursive: true, mode: 0o700 });
  const { default: SqliteFile } = await import("libsql");
  const file = new SqliteFile(path, { timeout: busyTimeoutMs });
  // FULL: a commit is on the disk. There is one every few hundred milliseconds at most.
  for (const pragma of ["journal_mode = WAL", "synchronous = FULL", `busy_timeout = ${busyTimeoutMs}`]) {
    file.exec(`PRAGMA ${pragma}`);
  }
  return new Kysely<Tables>({ dialect: new SqliteDialect({ database: file as unknown as SqliteDatabase }) });
}

async function connectPostgres(url: string): Promise<Database> {
  const { default: pg } = await import("pg");
  const pool = new pg.Pool({
    connectionString: url,
    max: 2,
    connectionTimeoutMillis: 5000,
    statement_timeout: 10_000,
    idleTimeoutMillis: 30_000,
    types: {
      getTypeParser: (id: number, format?: "text" | "binary") =>
        id === int8 ? Number : pg.types.getTypeParser(id, format as "text"),
    },
  });
  // A connection that breaks, idle or in use: the query that has it, or the next one, says so.
  pool.on("error", () => {});
  pool.on("connect", (client) => client.on("error", () => {}));
  return new Kysely<Tables>({ dialect: new PostgresDialect({ pool }) });
}
