import type { Database } from "../store/tables.ts";
import { wilsonInterval } from "./proportion.ts";

/** Fewer true labels than this say too little. */
const leastFeedback = 100;
/** How far below the reference the whole interval has to lie. */
const leastDrop = 0.05;

/** Accuracy on the answers that feedback came for. Who gives feedback is no random sample: complaints are the rule. */
export interface LiveAccuracy {
  right: number;
  total: number;
  /** 95 % interval (Wilson). */
  low: number;
  high: number;
  /** Whether it is surely lower than on the reference. */
  dropped: boolean;
}

/** Of a version's answers that got feedback since `sinceMs`. */
export async function liveAccuracy(
  database: Database,
  { modelVersion, sinceMs, referenceAccuracy }: { modelVersion: string; sinceMs: number; referenceAccuracy?: number },
): Promise<LiveAccuracy> {
  const rows = await database
    .selectFrom("feedback")
    .innerJoin("requests", (join) =>
      join
        .onRef("requests.key_id", "=", "feedback.key_id")
        .onRef("requests.request_id", "=", "feedback.request_id")
        .onRef("requests.position", "=", "feedback.position"),
    )
    .where("feedback.at_ms", ">=", sinceMs)
    .where("requests.model_version", "=", modelVersion)
    .select(({ fn, ref, eb }) => [
      eb(ref("feedback.label"), "=", ref("requests.would_be")).as("right"),
      fn.countAll<number>().as("count"),
    ])
    .groupBy("right")
    .execute();
  const sum = (found: typeof rows): number => found.reduce((all, { count }) => all + Number(count), 0);
  const total = sum(rows);
  const right = sum(rows.filter((row) => Boolean(row.right)));
  const interval = wilsonInterval(right, total);
  const enough = total >= leastFeedback && referenceAccuracy !== undefined;
  return { right, total, ...interval, dropped: enough && interval.high < referenceAccuracy - leastDrop };
}
