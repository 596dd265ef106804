import type { LabelAccuracyResult } from "../classification/label-accuracy.ts";
import { counted, escapeHtml, labelHtml } from "./html.ts";

const mostShown = 200;
const longestText = 400;

/**
 * The wrongly classified texts, the most confident mistakes first; what is not shown is counted. texts: [B], in the
 * order in which they were evaluated.
 */
export function wrongExamples(result: LabelAccuracyResult, texts: readonly string[]): string {
  const { predictions, targets, perLabel } = result;
  const wrong = [...targets.keys()]
    .filter((i) => predictions.label[i] !== targets[i])
    .sort((a, b) => (predictions.score[b] as number) - (predictions.score[a] as number));
  if (wrong.length === 0) return "<p>None.</p>";
  const name = (k: number | undefined): string => labelHtml(perLabel[k as number]?.label ?? "");
  const items = wrong.slice(0, mostShown).map(
    (i) => `<li><q>${escapeHtml(shorten(texts[i] as string))}</q><br>
<span class="note">expected <b class="right-word">${name(targets[i])}</b>, predicted
<b class="wrong-word">${name(predictions.label[i])}</b> with score ${(predictions.score[i] as number).toFixed(3)}</span></li>`,
  );
  const hidden = wrong.length - items.length;
  return `<p class="note">${counted(wrong.length, "text")}, the most confident mistakes first${hidden > 0 ? `; the last ${hidden} are not shown` : ""}.</p>
<ul class="wrong">
${items.join("\n")}
</ul>`;
}

/** A text may be a megabyte; a reader needs its beginning and its length. */
function shorten(text: string): string {
  if (text.length <= longestText) return text;
  const start = text.slice(0, longestText).replace(/[\uD800-\uDBFF]$/, "");
  return `${start}… (${text.length.toLocaleString("en")} characters)`;
}
