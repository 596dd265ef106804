import { checkArguments, expected } from "@intentsmith/core";
import { openDatabase } from "./open-database.ts";
import type { Database } from "./tables.ts";

/** A stored text with the label that somebody said is the true one. */
export interface LabelledText {
  text: string;
  label: string;
  /** Earlier turns, the oldest first. */
  context: string[];
  /** The best label when it was answered. */
  predictedLabel: string;
  probability: number;
  modelVersion: string;
  /** When it was answered. */
  at: string;
  requestId: string;
}

export interface LabelledTexts {
  rows: LabelledText[];
  /** Feedback on answers whose text is not stored. */
  withoutText: number;
}

const pageRows = 5000;

/**
 * What feedback brought, oldest first, of answers since `since`.
 * @param address as `openDatabase` takes it
 * @throws STORE_UNAVAILABLE.
 */
export async function readLabelledTexts(address: string, since?: Date): Promise<LabelledTexts> {
  checkArguments("readLabelledTexts", { address: [address, expected.text] });
  const database = await openDatabase(address);
  try {
    const found: LabelledTexts = { rows: [], withoutText: 0 };
    for (let offset = 0; ; offset += pageRows) {
      const page = await readPage(database, since?.getTime() ?? 0, offset);
      for (const { turns, at_ms, ...row } of page) {
        if (turns === null) {
          found.withoutText++;
          continue;
        }
        const spoken = JSON.parse(turns) as string[];
        const [text = ""] = spoken.slice(-1);
        found.rows.push({ ...row, text, context: spoken.slice(0, -1), at: new Date(at_ms).toISOString() });
      }
      if (page.length < pageRows) return found;
    }
  } finally {
    await database.destroy();
  }
}

type StoredText = Omit<LabelledText, "text" | "context" | "at"> & { turns: string | null; at_ms: number };

function readPage(database: Database, sinceMs: number, offset: number): Promise<StoredText[]> {
  return database
    .selectFrom("feedback")
    .innerJoin("requests", (join) =>
      join
        .onRef("requests.key_id", "=", "feedback.key_id")
        .onRef("requests.request_id", "=", "feedback.request_id")
        .onRef("requests.position", "=", "feedback.position"),
    )
    .select([
      "requests.turns as turns",
      "requests.at_ms as at_ms",
      "feedback.label as label",
      "requests.would_be as predictedLabel",
      "requests.probability as probability",
      "requests.model_version as modelVersion",
      "requests.request_id as requestId",
    ])
    .where("requests.at_ms", ">=", sinceMs)
    .orderBy("requests.at_ms")
    .orderBy("requests.request_id")
    .orderBy("requests.position")
    .orderBy("requests.key_id")
    .offset(offset)
    .limit(pageRows)
    .execute();
}
