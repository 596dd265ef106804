import type { Section } from "../page/document.ts";
import { counted, escapeHtml } from "../page/html.ts";
import { closed, scrolling, table } from "../page/table.ts";

/** A table of plain texts that stands in a page of its own right. */
export interface PlainTable {
  id: string;
  title: string;
  caption: string;
  /** Columns of numbers are right-aligned. */
  columns: readonly { title: string; number?: boolean }[];
  rows: readonly (readonly string[])[];
}

/** A table of plain texts under a heading. */
export function tableSection({ id, title, caption, columns, rows }: PlainTable): Section {
  const cells = rows.map((row) => row.map(escapeHtml));
  const headings = columns.map((column) => ({ ...column, title: escapeHtml(column.title) }));
  return {
    id,
    title,
    content: scrolling(title, table({ caption: escapeHtml(caption), columns: headings, rows: cells })),
  };
}

/** Every key of the config with its value, closed. */
export function configSection(config: Readonly<Record<string, unknown>>): Section {
  const rows = flatten(config).map(([key, value]) => [escapeHtml(key).replaceAll(".", ".<wbr>"), escapeHtml(value)]);
  const columns = [{ title: "key" }, { title: "value" }];
  return {
    id: "config",
    title: "Config",
    content: closed(counted(rows.length, "key"), scrolling("Config", table({ columns, rows }))),
  };
}

function flatten(value: unknown, prefix = ""): [key: string, value: string][] {
  if (typeof value === "object" && value !== null && !Array.isArray(value)) {
    return Object.entries(value).flatMap(([key, inner]) => flatten(inner, prefix === "" ? key : `${prefix}.${key}`));
  }
  return value === undefined ? [] : [[prefix, typeof value === "string" ? value : JSON.stringify(value)]];
}
