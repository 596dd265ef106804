import { firstPlaces, formatPlaces } from "./example/places.ts";
import { groupBy } from "./splits/group-by.ts";

/** Why a row was left out. */
export type DropReason = "null text" | "empty text" | "no token" | "no label" | "unknown label" | "not drawn";

/** A row that was left out. */
export interface DroppedRow {
  /** File and place in it: `x.json: conversation 7, turn 3` or `x.csv: row 12 (line 15)`. */
  where: string;
  reason: DropReason;
  /** The label it carried, if it was dropped for that. */
  label?: string;
}

/** Rows left out for one reason. */
export interface DropCount {
  reason: DropReason;
  rows: number;
  /** Where the first few of them stand: file and row or line. */
  first: string[];
}

/** Dropped rows counted by reason, in the order in which the reasons first occur. */
export function countDropped(dropped: readonly DroppedRow[]): DropCount[] {
  return Array.from(
    groupBy(dropped, ({ reason }) => reason),
    ([reason, rows]) => ({ reason, rows: rows.length, first: firstPlaces(rows.map(({ where }) => where)) }),
  );
}

/** One line: `dropped 3 rows: 2 null text (first: a.json: conversation 7, turn 3; …), 1 empty text (…)`. */
export function formatDropped(dropped: readonly DroppedRow[]): string {
  const reasons = countDropped(dropped).map(
    ({ reason, rows, first }) => `${rows} ${reason} (first: ${formatPlaces(first, rows)})`,
  );
  return `dropped ${dropped.length} row${dropped.length === 1 ? "" : "s"}: ${reasons.join(", ")}`;
}
