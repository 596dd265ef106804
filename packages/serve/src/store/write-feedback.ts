import { RequestError } from "../contract/request-error.ts";
import type { Database, FeedbackRow } from "./tables.ts";

export type FeedbackOutcome = "stored" | "unchanged" | "replaced";

/** Commits the true label of an answer that is stored. @throws REQUEST_UNKNOWN; what the database throws. */
export async function writeFeedback(database: Database, row: FeedbackRow): Promise<FeedbackOutcome> {
  const find = (table: "requests" | "feedback") => (executor: Database) =>
    executor
      .selectFrom(table)
      .selectAll()
      .where("key_id", "=", row.key_id)
      .where("request_id", "=", row.request_id)
      .where("position", "=", row.position)
      .executeTakeFirst();
  if ((await find("requests")(database)) === undefined) {
    throw new RequestError("REQUEST_UNKNOWN", "no answer of this request is stored");
  }
  return await database.transaction().execute(async (transaction) => {
    const before = await find("feedback")(transaction);
    if (before?.label === row.label) return "unchanged";
    await transaction
      .insertInto("feedback")
      .values(row)
      .onConflict((conflict) =>
        conflict.columns(["key_id", "request_id", "position"]).doUpdateSet({ label: row.label, at_ms: row.at_ms }),
      )
      .execute();
    return before === undefined ? "stored" : "replaced";
  });
}
