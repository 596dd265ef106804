import { spreadsheetCell } from "@intentsmith/core";
import { counted, escapeHtml } from "./html.ts";

/** Longest address of a download that all browsers take. */
const longestAddress = 1_500_000;

/**
 * A link that saves rows as CSV; the file lies in the address, so nothing is loaded. No cell is a formula to a
 * spreadsheet. Too much for an address: a sentence instead.
 */
export function csvLink(fileName: string, header: readonly string[], rows: readonly (readonly string[])[]): string {
  const lines = [header, ...rows].map((cells) => `${cells.map(csvCell).join(",")}\r\n`);
  const address = `data:text/csv;charset=utf-8,${encodeURIComponent(lines.join("").replaceAll(/\p{Surrogate}/gu, "\uFFFD"))}`;
  const what = counted(rows.length, "row");
  if (address.length > longestAddress) return `<p class="note">${what} are too many to lie in this page as CSV.</p>`;
  return `<p><a download="${escapeHtml(fileName)}" href="${escapeHtml(address)}">Save as CSV (${what})</a></p>`;
}

function csvCell(value: string): string {
  const cell = spreadsheetCell(value);
  return /[",\r\n]/.test(cell) ? `"${cell.replaceAll('"', '""')}"` : cell;
}
