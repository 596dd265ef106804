import { countAt, supports, type ConfusionMatrix } from "../metrics/confusion-matrix.ts";
import { counted, escapeHtml } from "./html.ts";

/** Above this many labels, cells are too small for a number; the number is in the cell's tooltip only. */
const mostLabelsWithNumbers = 25;
const longestName = 32;

/**
 * The confusion matrix as SVG: rows are expected labels, columns predicted ones. A cell's strength is its share of the
 * row, so rare labels are as readable as frequent ones. Columns carry the number that stands before the row's name.
 */
export function confusionHeatMap(confusion: ConfusionMatrix, labelNames: readonly string[]): string {
  const count = labelNames.length;
  const withNumbers = count <= mostLabelsWithNumbers;
  const cell = withNumbers ? 34 : 14;
  const left = 12 + 7 * Math.max(...labelNames.map((name) => Math.min(characters(name), longestName) + 4));
  const top = 26;
  const support = supports(confusion);
  const parts: string[] = [];
  for (const [row, name] of labelNames.entries()) {
    const middle = top + (row + 0.5) * cell;
    parts.push(
      text(left - 8, middle, "end", `${shorten(name)}  ${row + 1}`, "", name),
      ...(withNumbers || (row + 1) % 5 === 0 || row === 0
        ? [text(left + (row + 0.5) * cell, top - 12, "middle", String(row + 1), "soft", name)]
        : []),
    );
    for (const column of labelNames.keys()) {
      const texts = countAt(confusion, row, column);
      if (texts === 0) continue;
      const share = texts / (support[row] as number);
      parts.push(
        filledCell({
          x: left + column * cell,
          y: top + row * cell,
          size: cell,
          share,
          isRight: row === column,
          number: withNumbers ? texts : undefined,
          tooltip:
            row === column
              ? `${counted(texts, "text")} of ${name} recognised (of ${support[row]})`
              : `${texts} × ${name} taken for ${labelNames[column]} (of ${support[row]})`,
        }),
      );
    }
  }
  const side = count * cell;
  const outline = `<rect class="grid" x="${left}" y="${top}" width="${side}" height="${side}"/>`;
  return `<div class="scroll"><svg role="img" aria-label="Confusion matrix" width="${left + side + 8}" height="${top + side + 8}">
${parts.join("\n")}
${outline}
</svg></div>`;
}

function filledCell(options: {
  x: number;
  y: number;
  size: number;
  /** Share of the row's texts, 0 … 1. */
  share: number;
  isRight: boolean;
  number: number | undefined;
  tooltip: string;
}): string {
  const { x, y, size, share, isRight, number, tooltip } = options;
  const opacity = 0.12 + 0.88 * Math.sqrt(share);
  const inner = size - 2;
  const square = `<rect class="${isRight ? "right" : "wrong-fill"}" x="${x + 1}" y="${y + 1}" width="${inner}" height="${inner}" rx="2" fill-opacity="${opacity.toFixed(3)}"/>`;
  const digits =
    number === undefined
      ? ""
      : text(x + size / 2, y + size / 2, "middle", String(number), opacity > 0.6 ? "on-mark" : "", undefined);
  return `<g><title>${escapeHtml(tooltip)}</title>${square}${digits}</g>`;
}

function text(
  x: number,
  y: number,
  anchor: "end" | "middle",
  content: string,
  style: string,
  tooltip: string | undefined,
): string {
  const title = tooltip === undefined ? "" : `<title>${escapeHtml(tooltip)}</title>`;
  return `<text x="${x}" y="${y}" dy="0.35em" text-anchor="${anchor}" class="${style}" xml:space="preserve">${title}${escapeHtml(content)}</text>`;
}

function characters(name: string): number {
  return [...name].length;
}

function shorten(name: string): string {
  const all = [...name];
  return all.length <= longestName ? name : `${all.slice(0, longestName - 1).join("")}…`;
}
