import { escapeHtml } from "./html.ts";

export interface Column {
  /** Heading, as HTML. */
  title: string;
  /** Right-aligned, with digits of one width. */
  number?: boolean;
}

/**
 * A table of ready HTML cells; the first column names the row. Every heading says what it heads, so that a screen reader
 * can, too.
 */
export function table(input: {
  /** As HTML; read out before the table. */
  caption?: string;
  columns: readonly Column[];
  rows: readonly (readonly string[])[];
}): string {
  const { caption, columns, rows } = input;
  const kind = (column: Column | undefined): string => (column?.number === true ? ' class="number"' : "");
  const head = columns.map((column) => `<th scope="col"${kind(column)}>${column.title}</th>`).join("");
  const body = rows.map((cells) => {
    const [name = "", ...rest] = cells;
    const numberFirst = columns[0]?.number === true ? "number" : "label";
    const others = rest.map((cell, i) => `<td${kind(columns[i + 1])}>${cell}</td>`).join("");
    return `<tr><th scope="row" class="${numberFirst}">${name}</th>${others}</tr>`;
  });
  return `<table class="wide">${caption === undefined ? "" : `<caption>${caption}</caption>`}
<thead><tr>${head}</tr></thead>
<tbody>
${body.join("\n")}
</tbody></table>`;
}

/** What may be wider than a phone: it scrolls by itself, with the keyboard too; a shadow shows that there is more. */
export function scrolling(name: string, content: string): string {
  return `<div class="scroll" role="group" aria-label="${escapeHtml(name)}" tabindex="0">
${content}
</div>`;
}

/**
 * Closed until it is asked for; printed in full. A link to `id` opens it, since that stands inside (HTML's ancestor
 * revealing algorithm).
 */
export function closed(summary: string, content: string, options: { id?: string; open?: boolean } = {}): string {
  const body = options.id === undefined ? content : `<div id="${escapeHtml(options.id)}">\n${content}\n</div>`;
  return `<details${options.open === true ? " open" : ""}><summary>${summary}</summary>
${body}
</details>`;
}
