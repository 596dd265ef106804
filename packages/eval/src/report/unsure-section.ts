import type { LabelAccuracyResult } from "../classification/label-accuracy.ts";
import type { PairAdvice } from "../classification/pair-advice.ts";
import type { Neighbours } from "../explain/nearest-training-texts.ts";
import type { UnsureText, UnsureTexts } from "../explain/unsure-texts.ts";
import { csvLink } from "../page/csv-link.ts";
import type { Section } from "../page/document.ts";
import { counted, escapeHtml, labelHtml, percent } from "../page/html.ts";
import { shortText } from "../page/short-text.ts";
import { closed } from "../page/table.ts";
import { adviceText } from "./format-look.ts";
import { neighbourHtml, type ReportedText } from "./wrong-texts-section.ts";

const shownTexts = 20;

/**
 * Labels and texts that are not clear: pairs of labels to merge or reword, texts between two labels with the nearest
 * training text of each, texts that fit no label; all of these texts as CSV. texts: [B]
 */
export function unsureSection(input: {
  result: LabelAccuracyResult;
  pairs: readonly PairAdvice[];
  unsure: UnsureTexts;
  texts?: readonly ReportedText[] | undefined;
  neighbours?: ReadonlyMap<number, Neighbours> | undefined;
}): Section {
  const { result, pairs, unsure, texts, neighbours } = input;
  const advice =
    pairs.length === 0
      ? "<p>No pair of labels asks to be merged or reworded.</p>"
      : `<ul>${pairs.map((pair) => `<li>${escapeHtml(adviceText(pair))}</li>`).join("\n")}</ul>`;
  const list = (title: string, found: readonly UnsureText[]): string => {
    if (found.length === 0) return `<p>${title}: none.</p>`;
    if (texts === undefined) return `<p>${title}: ${found.length.toLocaleString("en")}.</p>`;
    const items = found.slice(0, shownTexts).map((text) => item(text, result, texts, neighbours));
    const hidden = found.length - items.length;
    const more = hidden > 0 ? `<p class="note">And ${counted(hidden, "more text")}, in the CSV.</p>` : "";
    return closed(
      `${title}: ${counted(found.length, "text")}`,
      `<ul class="texts">\n${items.join("\n")}\n</ul>\n${more}`,
    );
  };
  return {
    id: "unsure",
    title: "Labels and texts that are not clear",
    content: `${advice}
${list("Between two labels", unsure.ambiguous)}
${list("Near no label", unsure.lowConfidence)}
${texts === undefined ? "" : unsureCsv(result, unsure, texts)}`,
  };
}

function item(
  { row, best, second, probability, secondProbability }: UnsureText,
  { perLabel, targets }: LabelAccuracyResult,
  texts: readonly ReportedText[],
  neighbours: ReadonlyMap<number, Neighbours> | undefined,
): string {
  const name = (k: number | undefined): string => perLabel[k as number]?.label ?? "";
  const { text, id } = texts[row] as ReportedText;
  const near = (neighbours?.get(row) ?? []).filter(({ label }) => label === name(best) || label === name(second));
  return `<li><q>${escapeHtml(shortText(text))}</q>
<span class="note"><b>${labelHtml(name(best))}</b> ${percent(probability)} or <b>${labelHtml(name(second))}</b> ${percent(secondProbability)};
is ${labelHtml(name(targets[row]))}${id === undefined ? "" : `; ${escapeHtml(id)}`}</span>${near
    .map((one) => `<br>\n<span class="note">${neighbourHtml(one)}</span>`)
    .join("")}</li>`;
}

function unsureCsv(
  { perLabel, targets }: LabelAccuracyResult,
  unsure: UnsureTexts,
  texts: readonly ReportedText[],
): string {
  const kinds = [["between two labels", unsure.ambiguous] as const, ["near no label", unsure.lowConfidence] as const];
  const name = (k: number | undefined): string => perLabel[k as number]?.label ?? "";
  const rows = kinds.flatMap(([kind, found]) =>
    found.map(({ row, best, second, probability, secondProbability }) => [
      texts[row]?.id ?? String(row + 1),
      texts[row]?.text ?? "",
      kind,
      name(targets[row]),
      name(best),
      probability.toFixed(6),
      name(second),
      secondProbability.toFixed(6),
    ]),
  );
  const header = ["id", "text", "why", "label", "best", "probability", "second", "second_probability"];
  return rows.length === 0 ? "" : csvLink("unsure-texts.csv", header, rows);
}
