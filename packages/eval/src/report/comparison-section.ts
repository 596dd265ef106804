import type { EvaluationComparison, ToldApart } from "../comparison/compare-evaluations.ts";
import type { Section } from "../page/document.ts";
import { capitalised, escapeHtml, labelHtml, percentNumber, percentRange } from "../page/html.ts";
import { shortText } from "../page/short-text.ts";
import { closed, scrolling, table } from "../page/table.ts";
import { formatDifference, verdictText, type ComparedNames } from "./format-comparison.ts";

const shownTexts = 100;

/** Another model on the same texts: is this one better, and on which of them? */
export function comparisonSection(comparison: EvaluationComparison, names: ComparedNames): Section {
  const { total, model, other, onlyModel, onlyOther } = comparison;
  const rows = [[names.model, model] as const, [names.other, other] as const].map(
    ([name, { accuracy, correct, interval }]) => [
      escapeHtml(name),
      percentNumber(accuracy),
      percentRange(interval),
      `${correct} of ${total}`,
    ],
  );
  const columns = [
    { title: "model" },
    { title: "accuracy, %", number: true },
    { title: "95 % interval", number: true },
    { title: "right", number: true },
  ];
  return {
    id: "comparison",
    title: "Against the other model",
    content: `${scrolling("Both models", table({ columns, rows }))}
<p>${escapeHtml(`${capitalised(formatDifference(comparison))}.`)}</p>
<p><strong>${escapeHtml(`${capitalised(verdictText(comparison))}.`)}</strong></p>
${toldApart("Right by this model alone", onlyModel, ({ other }) => `the other says ${labelHtml(other)}`)}
${toldApart("Right by the other alone", onlyOther, ({ model }) => `this one says ${labelHtml(model)}`)}`,
  };
}

function toldApart(title: string, texts: readonly ToldApart[], said: (text: ToldApart) => string): string {
  if (texts.length === 0) return `<p>${title}: none.</p>`;
  const items = texts.slice(0, shownTexts).map(
    (text) => `<li><q>${escapeHtml(shortText(text.text))}</q>
<span class="note">is <b>${labelHtml(text.label)}</b>, ${said(text)}; ${escapeHtml(text.id)}</span></li>`,
  );
  const hidden = texts.length - items.length;
  const rest = hidden > 0 ? `<p class="note">And ${hidden} more.</p>` : "";
  return closed(`${title}: ${texts.length}`, `<ul class="texts">\n${items.join("\n")}\n</ul>\n${rest}`);
}
