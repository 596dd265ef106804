/** Lays rows out in columns for a terminal; the first column is left-aligned, numbers are right-aligned. */
export function textTable(header: readonly string[], rows: readonly (readonly (string | number)[])[]): string {
  const cells = [header, ...rows.map((row) => row.map((cell) => (typeof cell === "number" ? withCommas(cell) : cell)))];
  const width = header.map((_, column) => Math.max(...cells.map((row) => [...(row[column] ?? "")].length)));
  const numeric = header.map((_, column) => rows.some((row) => typeof row[column] === "number"));
  return cells
    .map((row) =>
      row
        .map((cell, column) => {
          const padding = " ".repeat((width[column] ?? 0) - [...cell].length);
          return numeric[column] === true ? padding + cell : cell + padding;
        })
        .join("  ")
        .trimEnd(),
    )
    .join("\n");
}

/** 6340 → `6,340`. */
export function withCommas(value: number): string {
  return value.toLocaleString("en-US");
}
