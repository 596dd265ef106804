import { printable } from "./printable.ts";

/**
 * Lays rows out in columns for a terminal, each cell on one line (`printable`). Columns of numbers, of dashes where there
 * is none, and of texts that read as numbers are right-aligned; numbers are counts and get commas.
 */
export function textTable(header: readonly string[], rows: readonly (readonly (string | number)[])[]): string {
  const body = rows.map((row) =>
    header.map((_, column) => {
      const cell = row[column] ?? "";
      return typeof cell === "number" ? withCommas(cell) : printable(cell);
    }),
  );
  const lines = [header.map(printable), ...body];
  const widths = header.map((_, column) => Math.max(...lines.map((cells) => characters(cells[column]))));
  const isNumeric = header.map((_, column) => body.every((cells) => readsAsNumber(cells[column] ?? "")));
  return lines
    .map((cells) =>
      cells
        .map((cell, column) => {
          const padding = " ".repeat((widths[column] ?? 0) - characters(cell));
          return isNumeric[column] === true ? padding + cell : cell + padding;
        })
        .join("  ")
        .trimEnd(),
    )
    .join("\n");
}

/** 6340 → `6,340`. */
export function withCommas(count: number): string {
  return count.toLocaleString("en-US");
}

function readsAsNumber(cell: string): boolean {
  return cell === "–" || cell === "NaN" || Number.isFinite(Number(cell.replaceAll(",", "")));
}

function characters(text = ""): number {
  return [...text].length;
}
