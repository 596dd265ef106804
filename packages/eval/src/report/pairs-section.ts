import type { ConfusionPair } from "../classification/confusion-pairs.ts";
import { counted, labelHtml, percentNumber } from "../page/html.ts";
import { scrolling, table } from "../page/table.ts";
import type { Section } from "../page/document.ts";

const shownPairs = 12;

/**
 * The pairs of labels that are taken for each other, with links to their texts. anchorOf: where a pair's texts stand in the
 * page, by its place among all; undefined where no texts are shown.
 */
export function pairsSection(
  pairs: readonly ConfusionPair[],
  anchorOf: (index: number) => string | undefined,
): Section {
  const wrong = pairs.reduce((sum, { count }) => sum + count, 0);
  const rows = pairs
    .slice(0, shownPairs)
    .map(({ first, second, firstAsSecond, secondAsFirst, count }, i) => [
      `${labelHtml(first)} and ${labelHtml(second)}`,
      String(firstAsSecond),
      String(secondAsFirst),
      percentNumber(count / wrong),
      link(anchorOf(i), counted(count, "text")),
    ]);
  const hidden = pairs.slice(shownPairs);
  const texts = hidden.reduce((sum, { count }) => sum + count, 0);
  const rest =
    hidden.length === 0
      ? ""
      : `<p class="note">And ${counted(texts, "text")} in ${counted(hidden.length, "rarer pair")}.</p>`;
  const columns = [
    { title: "labels" },
    { title: "first for second", number: true },
    { title: "second for first", number: true },
    { title: "of all mistakes, %", number: true },
    { title: "texts", number: true },
  ];
  return {
    id: "confusions",
    title: "Labels taken for each other",
    content:
      rows.length === 0
        ? "<p>None.</p>"
        : scrolling(
            "Pairs of confused labels",
            table({
              caption:
                "The pair with most mistakes first; how often the first was taken for the second, and the other way round.",
              columns,
              rows,
            }),
          ) + rest,
  };
}

/** Text that leads to a place in the page, if there is one. */
export function link(anchor: string | undefined, text: string): string {
  return anchor === undefined ? text : `<a href="#${anchor}">${text}</a>`;
}
