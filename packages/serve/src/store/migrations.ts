import { Migrator, type Kysely, type Migration } from "kysely";
import type { Database } from "./tables.ts";

/** The tables, in SQL that SQLite and Postgres both take. A migration that was published is never changed. */
const migrations: Record<string, Migration> = {
  "2026-11-28 requests, feedback, windows": {
    async up(database: Kysely<unknown>): Promise<void> {
      await database.schema
        .createTable("requests")
        .addColumn("key_id", "text", (column) => column.notNull())
        .addColumn("request_id", "text", (column) => column.notNull())
        .addColumn("position", "integer", (column) => column.notNull())
        .addColumn("at_ms", "bigint", (column) => column.notNull())
        .addColumn("route", "text", (column) => column.notNull())
        .addColumn("model_version", "text", (column) => column.notNull())
        .addColumn("label", "text")
        .addColumn("would_be", "text", (column) => column.notNull())
        .addColumn("score", "double precision", (column) => column.notNull())
        .addColumn("probability", "double precision", (column) => column.notNull())
        .addColumn("abstained", "integer", (column) => column.notNull())
        .addColumn("characters", "integer", (column) => column.notNull())
        .addColumn("tokens", "integer", (column) => column.notNull())
        .addColumn("unknown_tokens", "integer", (column) => column.notNull())
        .addColumn("ms", "double precision", (column) => column.notNull())
        .addColumn("turns", "text")
        .addPrimaryKeyConstraint("requests_key", ["key_id", "request_id", "position"])
        .execute();
      await database.schema.createIndex("requests_at").on("requests").column("at_ms").execute();
      await database.schema
        .createTable("feedback")
        .addColumn("key_id", "text", (column) => column.notNull())
        .addColumn("request_id", "text", (column) => column.notNull())
        .addColumn("position", "integer", (column) => column.notNull())
        .addColumn("label", "text", (column) => column.notNull())
        .addColumn("at_ms", "bigint", (column) => column.notNull())
        .addPrimaryKeyConstraint("feedback_key", ["key_id", "request_id", "position"])
        .execute();
      await database.schema
        .createTable("windows")
        .addColumn("id", "text", (column) => column.primaryKey())
        .addColumn("at_ms", "bigint", (column) => column.notNull())
        .addColumn("model_version", "text", (column) => column.notNull())
        .addColumn("report", "text", (column) => column.notNull())
        .execute();
      await database.schema.createIndex("windows_at").on("windows").column("at_ms").execute();
    },
  },
};

/** Brings the tables up to date; of several machines that start at once one does it, the others wait. */
export async function migrate(database: Database): Promise<void> {
  const migrator = new Migrator({
    db: database as unknown as Kysely<unknown>,
    provider: { getMigrations: () => Promise.resolve(migrations) },
  });
  const { error } = await migrator.migrateToLatest();
  if (error !== undefined) throw error;
}
