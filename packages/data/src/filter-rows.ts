import { IntentsmithError, nearestName, turnsInView } from "@intentsmith/core";
import type { ResolvedDataConfig } from "./config/data-config.ts";
import type { DroppedRow, DropReason } from "./dropped.ts";
import { OpenConversations } from "./example/open-conversations.ts";
import { formatPlaces } from "./example/places.ts";
import type { Row } from "./readers/row.ts";
import type { UnsplitExample } from "./splits/complete-splits.ts";

/** Takes an error that need not end the work; by default it is thrown. */
export type Complain = (error: IntentsmithError) => void;

export const refuse: Complain = (error) => {
  throw error;
};

/**
 * Sorts rows into examples and dropped rows, and gives examples their earlier turns if the config asks. A turn that
 * is dropped for its label still counts as context; one without text does not. Rows that are complained about are
 * dropped.
 * @throws FILE_MALFORMED for a text longer than `maxTextCharacters`; by way of `complain` DATA_LABEL_UNKNOWN, with places.
 */
export function filterRows(
  rows: readonly Row[],
  config: ResolvedDataConfig,
  complain: Complain = refuse,
): { kept: UnsplitExample[]; dropped: DroppedRow[] } {
  const known = config.labels === undefined ? undefined : new Set(config.labels);
  const turnsToKeep = turnsInView(config.context);
  const conversations = new OpenConversations(turnsToKeep);
  const kept: UnsplitExample[] = [];
  const dropped: DroppedRow[] = [];
  let complained = config.unknownLabels === "drop";
  const dropForLabel = (row: Row, reason: DropReason): void => {
    if (!complained) complain(unknownLabel(rows, row, config));
    complained = true;
    dropped.push({ where: row.where, reason, ...(reason === "unknown label" && { label: row.label ?? "" }) });
  };
  for (const row of rows) {
    const { text, label, where } = row;
    if (text === null || text.trim() === "") {
      dropped.push({ where, reason: text === null ? "null text" : "empty text" });
      continue;
    }
    if (text.length > config.maxTextCharacters) throw tooLong(text.length, config.maxTextCharacters, where);
    const { source, conversation, role } = row;
    const context =
      turnsToKeep === 0 || conversation === undefined
        ? undefined
        : conversations.say(JSON.stringify([source, conversation]), { role, text });
    if (label === null || label.trim() === "") {
      dropForLabel(row, "no label");
    } else if (known !== undefined && !known.has(label) && config.outOfScopeLabels?.includes(label) !== true) {
      dropForLabel(row, "unknown label");
    } else {
      kept.push({ ...row, text, label, ...(context !== undefined && { context }) });
    }
  }
  return { kept, dropped };
}

function tooLong(length: number, limit: number, where: string): IntentsmithError {
  return new IntentsmithError(
    "FILE_MALFORMED",
    `${where}: expected a text of at most ${limit} characters, received ${length}`,
    { hint: "Look for an unclosed quote before it; if the text is right, shorten it or raise data.maxTextCharacters." },
  );
}

function hasText({ text }: Row): boolean {
  return text !== null && text.trim() !== "";
}

function unknownLabel(rows: readonly Row[], row: Row, config: ResolvedDataConfig): IntentsmithError {
  const labels = config.labels;
  const usable = (label: string | null): boolean =>
    label !== null && label.trim() !== "" && (labels === undefined || labels.includes(label));
  const others = rows.filter((other) => other !== row && hasText(other) && !usable(other.label));
  const such = others.length === 1 ? "row" : "rows";
  const more =
    others.length === 0
      ? ""
      : ` (and ${others.length} more such ${such}: ${formatPlaces(others.map(({ where }) => where))})`;
  if (row.label === null || row.label.trim() === "") {
    return new IntentsmithError("DATA_LABEL_UNKNOWN", `${row.where}: expected a label, received none${more}`, {
      hint: "Label the row, or set data.unknownLabels: drop to leave such rows out.",
    });
  }
  const near = nearestName(row.label, labels ?? []);
  const guess = near === undefined ? "" : `Did you mean ${JSON.stringify(near)}? `;
  const message = `${row.where}: expected one of the ${labels?.length ?? 0} labels under data.labels, received ${JSON.stringify(row.label)}${more}`;
  return new IntentsmithError("DATA_LABEL_UNKNOWN", message, {
    hint: `${guess}Add it to data.labels, or set data.unknownLabels: drop to leave such rows out.`,
  });
}
