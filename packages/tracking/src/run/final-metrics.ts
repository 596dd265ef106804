import { existsSync } from "node:fs";
import { join } from "node:path";
import { readJsonFile } from "@intentsmith/core";
import { restoreNumber, storeNumber } from "./number-text.ts";

/** Results of a whole run, such as `test_accuracy`: numbers, and words like the name of the best epoch's metric. */
export type FinalMetrics = Record<string, number | string | null>;

/** The text of `final-metrics.json`. */
export function encodeFinalMetrics(metrics: FinalMetrics): string {
  const entries = Object.entries(metrics).map(([key, value]) => [
    key,
    typeof value === "string" ? value : storeNumber(value),
  ]);
  return `${JSON.stringify(Object.fromEntries(entries), null, 2)}\n`;
}

/** Reads `final-metrics.json` of a run; a run that has not ended has none. @throws FILE_MALFORMED */
export function readFinalMetrics(run: string): FinalMetrics {
  const path = join(run, "final-metrics.json");
  if (!existsSync(path)) return {};
  const stored = readJsonFile(path, "the final metrics") as Record<string, unknown>;
  return Object.fromEntries(
    Object.entries(stored).map(([key, value]) => {
      const number = restoreNumber(value);
      return [key, number === undefined ? String(value) : number];
    }),
  );
}
