import type { Markish, PlotOptions } from "@observablehq/plot";
import { forbiddenCharacter } from "./html.ts";
import { closed, scrolling, table, type Column } from "./table.ts";

/** Width and height of a picture in CSS pixels; it shrinks on a phone, so that its texts stay readable there. */
const size = { width: 440, height: 250 };

/** A picture, what it shows in words, and its numbers. */
export interface Figure {
  /** HTML above the picture. */
  caption: string;
  /** What a screen reader says instead of the picture. */
  description: string;
  plot: (plot: typeof import("@observablehq/plot")) => PlotOptions & { marks: Markish[] };
  columns: readonly Column[];
  rows: readonly (readonly string[])[];
  /** Of many parts, so wider; a phone scrolls it. */
  large?: boolean;
}

/**
 * Draws a figure with Observable Plot, without a browser, and puts its numbers behind it as a table. The same input
 * gives the same bytes. Plot is loaded by the first figure, since most of what imports this package draws nothing.
 */
export async function renderFigure({
  caption,
  description,
  plot,
  columns,
  rows,
  large = false,
}: Figure): Promise<string> {
  const Plot = await import("@observablehq/plot");
  const { parseHTML } = await import("linkedom");
  const { document } = parseHTML("<html><body></body></html>");
  const svg = Plot.plot({
    document,
    className: "plot",
    ...size,
    marginBottom: 40,
    marginTop: 28,
    style: { fontSize: "13px", color: "var(--ink)", background: "none" },
    ...plot(Plot),
  });
  svg.setAttribute("role", "img");
  svg.setAttribute("aria-label", description);
  // One name for the whole; Plot's names of its groups have no role to stand on
  for (const part of svg.querySelectorAll("[aria-label]")) part.removeAttribute("aria-label");
  // Plot sizes its pictures by a style of its own, and by a width in pixels
  svg.querySelector("style")?.remove();
  svg.removeAttribute("width");
  svg.removeAttribute("height");
  const picture = svg.outerHTML.replaceAll(forbiddenCharacter, "\uFFFD");
  return `<figure${large ? ' class="large"' : ""}>
<figcaption>${caption}</figcaption>
${large ? scrolling(description, picture) : picture}
${closed("As a table", scrolling(`${description}: the numbers`, table({ columns, rows })))}
</figure>`;
}

/** A colour of the page for a mark. */
export function colour(name: "ink" | "soft" | "line" | "accent" | "wrong" | "paper"): string {
  return `var(--${name})`;
}
