/**
 * Numbers in the run folder's JSON files. JSON has no NaN and no infinity, and `JSON.stringify` would turn them into
 * null, so they are kept as the strings "NaN", "Infinity" and "-Infinity": every file stays plain JSON and no value
 * is lost.
 */
export type StoredNumber = number | "NaN" | "Infinity" | "-Infinity" | null;

/** A number as it is stored. */
export function storeNumber(value: number | null): StoredNumber {
  if (value === null || Number.isFinite(value)) return value;
  return String(value) as StoredNumber;
}

/** The number that was stored, or undefined if `value` is something else. */
export function restoreNumber(value: unknown): number | null | undefined {
  if (typeof value === "number" || value === null) return value;
  if (value === "NaN" || value === "Infinity" || value === "-Infinity") return Number(value);
  return undefined;
}
