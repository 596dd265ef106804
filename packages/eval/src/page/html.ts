/** Control characters that HTML forbids. */
export const forbiddenCharacter: RegExp = /[^\P{Cc}\t\n\r]/gu;

/** Text made safe between tags and inside quoted attributes; control characters, which HTML forbids, become U+FFFD. */
export function escapeHtml(text: string): string {
  return text
    .replaceAll("&", "&amp;")
    .replaceAll("<", "&lt;")
    .replaceAll(">", "&gt;")
    .replaceAll('"', "&quot;")
    .replaceAll("'", "&#39;")
    .replaceAll(forbiddenCharacter, "\uFFFD");
}

/** A label's name, safe, and free to break after an underscore or a hyphen where a narrow screen needs it. */
export function labelHtml(label: string): string {
  return escapeHtml(label).replaceAll(/[_-]/g, "$&<wbr>");
}

/** "79.3 %", which does not break; a value that is no number is a dash. */
export function percent(value: number): string {
  return Number.isFinite(value) ? `${percentNumber(value)}\u00A0%` : "–";
}

/** "79.3", for a column whose heading has the unit. */
export function percentNumber(value: number): string {
  return Number.isFinite(value) ? (100 * value).toFixed(1) : "–";
}

/** "76.1 to 82.2", likewise. */
export function percentRange({ low, high }: { low: number; high: number }): string {
  return `${percentNumber(low)} to ${percentNumber(high)}`;
}

/** `count` with its noun: "1 text", "2 texts". */
export function counted(count: number, noun: string): string {
  return `${count.toLocaleString("en")} ${noun}${count === 1 ? "" : "s"}`;
}

/** "loss by step" → "Loss by step". */
export function capitalised(text: string): string {
  return `${text.slice(0, 1).toUpperCase()}${text.slice(1)}`;
}
