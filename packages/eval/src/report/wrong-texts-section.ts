import { pairKey, type ConfusionPair } from "../classification/confusion-pairs.ts";
import { mistakes, type Mistake } from "../classification/mistakes.ts";
import type { LabelAccuracyResult } from "../classification/label-accuracy.ts";
import { csvLink } from "../page/csv-link.ts";
import type { Neighbour, Neighbours } from "../explain/nearest-training-texts.ts";
import type { Section } from "../page/document.ts";
import { counted, escapeHtml, labelHtml } from "../page/html.ts";
import { shortText } from "../page/short-text.ts";
import { closed } from "../page/table.ts";

/** Pairs that have a group of their own, if they have two texts or more; the others share one. */
const mostGroups = 25;
/** Texts of a group that are shown at once, and how many more on demand. The CSV has them all. */
const shownTexts = 8;
const shownOnDemand = 40;

/** An evaluated text; `id` names its file and row. */
export interface ReportedText {
  readonly text: string;
  readonly id?: string;
}

/** Where the texts of the pair at this place among all pairs stand in the page. */
export function pairAnchor(pairs: readonly ConfusionPair[], index: number): string {
  return index < groupCount(pairs) ? `pair-${index + 1}` : "rarer-pairs";
}

function groupCount(pairs: readonly ConfusionPair[]): number {
  return Math.min(mostGroups, pairs.filter(({ count }) => count > 1).length);
}

/**
 * The wrong texts by pair of labels, the most confident mistake first, with the runner-up, the place of the right label
 * and, where known, the nearest training texts; all of them as CSV. texts: [B]; neighbours: by row of `texts`.
 */
export function wrongTextsSection(
  result: LabelAccuracyResult,
  pairs: readonly ConfusionPair[],
  texts: readonly ReportedText[],
  neighbours: ReadonlyMap<number, Neighbours> = new Map(),
): Section {
  const all = mistakes(result);
  const title = "Wrong texts";
  if (all.length === 0) return { id: "texts", title, content: "<p>None.</p>" };
  const placeOf = new Map(pairs.map(({ first, second }, i) => [pairKey(first, second), i]));
  const own = groupCount(pairs);
  const groups: Mistake[][] = Array.from({ length: own + 1 }, () => []);
  for (const one of all) {
    const place = placeOf.get(pairKey(one.expected, one.predicted)) as number;
    groups[Math.min(place, own)]?.push(one);
  }
  const summary = (i: number, count: number): string => {
    const pair = i < own ? pairs[i] : undefined;
    const of = pair === undefined ? "Rarer pairs" : `${labelHtml(pair.first)} and ${labelHtml(pair.second)}`;
    return `${of}: ${counted(count, "text")}`;
  };
  const shown = (one: Mistake): string => item(one, texts[one.row] as ReportedText, neighbours.get(one.row));
  const parts = groups.map((group, i) =>
    group.length === 0
      ? ""
      : closed(summary(i, group.length), textList(group.map(shown)), { id: pairAnchor(pairs, i), open: i === 0 }),
  );
  return {
    id: "texts",
    title,
    content: `<p class="note">${counted(all.length, "text")} by pair of labels; in a pair the most confident mistake first.</p>
${wrongTextsCsv(all, texts)}
${parts.join("\n")}`,
  };
}

function textList(items: readonly string[]): string {
  const list = (part: readonly string[]): string => `<ul class="texts">\n${part.join("\n")}\n</ul>`;
  const later = items.slice(shownTexts, shownTexts + shownOnDemand);
  const hidden = items.length - shownTexts - later.length;
  return [
    list(items.slice(0, shownTexts)),
    ...(later.length === 0 ? [] : [closed(counted(later.length, "more text"), list(later))]),
    ...(hidden > 0 ? [`<p class="note">And ${counted(hidden, "more text")}, in the CSV.</p>`] : []),
  ].join("\n");
}

function item(mistake: Mistake, text: ReportedText, neighbours: Neighbours | undefined): string {
  const { expected, predicted, score, expectedScore, expectedRank, runnerUp, runnerUpScore } = mistake;
  const second = expectedRank === 2 ? "" : `; runner-up <b>${labelHtml(runnerUp)}</b> ${runnerUpScore.toFixed(3)}`;
  const place = text.id === undefined ? "" : `; ${escapeHtml(text.id)}`;
  const near = [predicted, expected].flatMap((label) =>
    (neighbours ?? []).filter((one) => one.label === label).map(neighbourHtml),
  );
  return `<li><q>${escapeHtml(shortText(text.text))}</q>
<span class="note">is <b>${labelHtml(expected)}</b> ${expectedScore.toFixed(3)} (place ${expectedRank}), taken for <b>${labelHtml(predicted)}</b>
${score.toFixed(3)}${second}${place}</span>${near.map((line) => `<br>\n<span class="note">${line}</span>`).join("")}</li>`;
}

/** The line below a text: a training text that lies near it. */
export function neighbourHtml({ label, text, id, cosine }: Neighbour): string {
  const place = id === undefined ? "" : `, ${escapeHtml(id)}`;
  return `nearest training text of <b>${labelHtml(label)}</b>: “${escapeHtml(shortText(text, 160))}” (cosine ${cosine.toFixed(3)}${place})`;
}

function wrongTextsCsv(all: readonly Mistake[], texts: readonly ReportedText[]): string {
  const header = [
    "id",
    "text",
    "expected",
    "predicted",
    "score",
    "expected_score",
    "expected_rank",
    "runner_up",
    "runner_up_score",
  ];
  const rows = all.map(({ row, expected, predicted, score, expectedScore, expectedRank, runnerUp, runnerUpScore }) => [
    texts[row]?.id ?? String(row + 1),
    texts[row]?.text ?? "",
    expected,
    predicted,
    score.toFixed(6),
    expectedScore.toFixed(6),
    String(expectedRank),
    runnerUp,
    runnerUpScore.toFixed(6),
  ]);
  return csvLink("wrong-texts.csv", header, rows);
}
