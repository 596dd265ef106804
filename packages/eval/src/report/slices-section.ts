import type { LeakAccuracy } from "../leaks/leak-accuracy.ts";
import type { Section } from "../page/document.ts";
import { counted, escapeHtml, labelHtml, percentNumber, percentRange } from "../page/html.ts";
import { closed, scrolling, table, type Column } from "../page/table.ts";
import { leastTexts, type Slice, type Slices } from "../slices/slices.ts";
import { leakSentences } from "./format-look.ts";

const shownSlices = 15;

const columns: readonly Column[] = [
  { title: "slice" },
  { title: "accuracy, %", number: true },
  { title: "95 % interval", number: true },
  { title: "texts", number: true },
];

/** Accuracy by what texts have in common, the worst slice first, and what leaks from training do to it. */
export function slicesSection({ slices, small }: Slices, leaks: LeakAccuracy | undefined): Section {
  const rows = slices.map(row);
  const rest = rows.slice(shownSlices);
  const left = small === 0 ? "" : ` ${counted(small, "slice")} of fewer than ${leastTexts} texts are left out.`;
  const weak = slices.filter(({ isWeak }) => isWeak).length;
  const caption = `The worst slice first, by the upper end of its interval. Of ${counted(slices.length, "slice")} ${weak} lie${weak === 1 ? "s" : ""}
below the accuracy of all texts with the whole interval (marked); of forty, one does by chance.${left}`;
  const tables =
    rows.length === 0
      ? `<p>No slice has ${leastTexts} texts.</p>`
      : scrolling("The worst slices", table({ caption, columns, rows: rows.slice(0, shownSlices) })) +
        (rest.length === 0
          ? ""
          : closed(counted(rest.length, "more slice"), scrolling("The other slices", table({ columns, rows: rest }))));
  const sentences = leaks === undefined ? [] : leakSentences(leaks);
  return {
    id: "slices",
    title: "Slices",
    content: `${tables}\n${sentences.map((sentence) => `<p>${escapeHtml(sentence)}</p>`).join("\n")}`,
  };
}

function row({ by, value, accuracy, interval, total, isWeak }: Slice): string[] {
  const name = `${escapeHtml(by)}: ${labelHtml(value)}`;
  return [
    isWeak ? `${name} <span class="weak">weak</span>` : name,
    percentNumber(accuracy),
    percentRange(interval),
    total.toLocaleString("en"),
  ];
}
