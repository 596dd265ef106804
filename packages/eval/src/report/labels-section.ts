import { confusions } from "../classification/confusions.ts";
import type { LabelAccuracyResult } from "../classification/label-accuracy.ts";
import { counted, labelHtml, percentNumber } from "../page/html.ts";
import { closed, scrolling, table, type Column } from "../page/table.ts";
import type { Section } from "../page/document.ts";

/** As many labels are shown at once; the others are a click away. */
const shownLabels = 15;

const columns: readonly Column[] = [
  { title: "label" },
  { title: "F1, %", number: true },
  { title: "precision, %", number: true },
  { title: "recall, %", number: true },
  { title: "texts", number: true },
];

/** Every label with F1, precision, recall and its number of texts, and what it is most often taken for; weakest first. */
export function labelsSection(result: LabelAccuracyResult): Section {
  const takenFor = new Map<string, string>();
  for (const { expected, predicted, count } of confusions(result)) {
    if (!takenFor.has(expected)) takenFor.set(expected, `taken for ${labelHtml(predicted)} (${count})`);
  }
  const rows = result.perLabel
    // Labels without texts say nothing, so they come last
    .toSorted((a, b) => Number(a.support === 0) - Number(b.support === 0) || a.f1 - b.f1)
    .map(({ label, precision, recall, f1, support }) => [
      `${labelHtml(label)}${takenFor.has(label) ? `<br><span class="note">${takenFor.get(label)}</span>` : ""}`,
      `<span class="bar"><i style="width:${(100 * f1).toFixed(1)}%"></i></span> ${percentNumber(f1)}`,
      percentNumber(precision),
      percentNumber(recall),
      support.toLocaleString("en"),
    ]);
  const first = table({ caption: "The weakest label first.", columns, rows: rows.slice(0, shownLabels) });
  const rest = rows.slice(shownLabels);
  return {
    id: "labels",
    title: "Labels",
    content:
      scrolling("The weakest labels", first) +
      (rest.length === 0
        ? ""
        : closed(
            `${counted(rest.length, "more label")}`,
            scrolling("The other labels", table({ columns, rows: rest })),
          )),
  };
}
