/** A table for a terminal: columns padded to their widest cell, numbers (all cells but the header) to the right. */
export function textTable(header: readonly string[], rows: readonly (readonly string[])[]): string {
  const isNumeric = header.map((_, column) =>
    rows.every((row) => row[column] === "" || row[column] === "–" || Number.isFinite(Number(row[column]))),
  );
  const widths = header.map((title, column) =>
    Math.max(title.length, ...rows.map((row) => (row[column] ?? "").length)),
  );
  const line = (cells: readonly string[]): string =>
    widths
      .map((width, column) =>
        isNumeric[column] === true ? (cells[column] ?? "").padStart(width) : (cells[column] ?? "").padEnd(width),
      )
      .join("  ")
      .trimEnd();
  return [line(header), ...rows.map(line)].join("\n");
}

/** A value in a cell: numbers with 6 significant digits, nothing as a dash. */
export function cell(value: unknown): string {
  if (value === undefined || value === null) return "–";
  if (typeof value === "number") return Number.isInteger(value) ? String(value) : String(Number(value.toPrecision(6)));
  return typeof value === "string" ? value : JSON.stringify(value);
}
