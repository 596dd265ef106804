import { nearestName, type Logger } from "@intentsmith/core";
import type { ResolvedDataConfig } from "./config/data-config.ts";
import { formatPlaces } from "./example/places.ts";
import type { Row } from "./readers/row.ts";

/** Rows with their labels as they count, and where those stood that differ. */
export interface CleanedRows {
  rows: Row[];
  /** Where a label had blanks at its ends. */
  trimmed: string[];
}

/** Takes blanks off the ends of labels, then puts merged labels in the place of those that `mergeLabels` names. */
export function cleanLabels(rows: readonly Row[], config: ResolvedDataConfig): CleanedRows {
  const merge = new Map(Object.entries(config.mergeLabels ?? {}));
  const trimmed: string[] = [];
  const cleaned = rows.map((row) => {
    if (row.label === null) return row;
    const label = row.label.trim();
    if (label !== row.label && label !== "") trimmed.push(row.where);
    const merged = merge.get(label) ?? label;
    return merged === row.label ? row : { ...row, label: merged };
  });
  return { rows: cleaned, trimmed };
}

/** Tells what was trimmed, and a merged label that no row has: probably a typing error. */
export function tellCleaning(
  { trimmed }: CleanedRows,
  rows: readonly Row[],
  config: ResolvedDataConfig,
  logger: Logger,
): void {
  if (trimmed.length > 0) {
    const labels = trimmed.length === 1 ? "1 label" : `${trimmed.length} labels`;
    logger.warn(`took blanks off the ends of ${labels} (first: ${formatPlaces(trimmed)})`);
  }
  const present = new Set(rows.map(({ label }) => label?.trim()));
  for (const name of Object.keys(config.mergeLabels ?? {})) {
    if (present.has(name)) continue;
    const near = nearestName(
      name,
      [...present].filter((label) => label !== undefined),
    );
    const guess = near === undefined ? "" : `; did you mean ${JSON.stringify(near)}?`;
    logger.warn(`data.mergeLabels: no row has the label ${JSON.stringify(name)}${guess}`);
  }
}
