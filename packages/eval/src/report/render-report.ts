import { IntentsmithError } from "@intentsmith/core";
import { confusions } from "../classification/confusions.ts";
import type { LabelAccuracyResult } from "../classification/label-accuracy.ts";
import type { Metrics } from "../evaluators/evaluator.ts";
import { confusionHeatMap } from "./confusion-heat-map.ts";
import { counted, escapeHtml, labelHtml, percent } from "./html.ts";
import { perLabelTable } from "./per-label-table.ts";
import { scoreHistogram } from "./score-histogram.ts";
import { styles } from "./styles.ts";
import { wrongExamples } from "./wrong-examples.ts";

const confusionsShown = 15;

/** What a report is made of. */
export interface ReportInput {
  /** For example "Wizard of Tasks, cooking: test split". */
  title: string;
  result: LabelAccuracyResult;
  /** Metrics of other evaluators, shown as they are named. */
  metrics: Metrics;
  /** What tells this run from others: base, loss, epochs, seed, … */
  configSummary: Readonly<Record<string, string | number | boolean>>;
  /** The evaluated texts in the order of the predictions, to show the wrong ones. [B] */
  examples?: readonly { readonly text: string }[];
}

/**
 * One evaluation as a single HTML page that needs nothing else: no script, no font, no picture, no network. The same
 * input gives the same bytes. @throws ARGUMENT_INVALID when `examples` are not as many as the predictions.
 */
export function renderReport({ title, result, metrics, configSummary, examples }: ReportInput): string {
  if (examples !== undefined && examples.length !== result.total) {
    throw new IntentsmithError("ARGUMENT_INVALID", `${result.total} predictions, but ${examples.length} examples`, {
      hint: "Pass the evaluated examples, all of them and in order.",
    });
  }
  const labelNames = result.perLabel.map(({ label }) => label);
  return `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta http-equiv="Content-Security-Policy" content="default-src 'none'; style-src 'unsafe-inline'">
<title>${escapeHtml(title)}: accuracy ${percent(result.accuracy)}</title>
<style>
${styles}
</style>
</head>
<body>
<h1>${escapeHtml(title)}</h1>
<div class="headline"><strong>${percent(result.accuracy)}</strong>
<span>accuracy: the nearest label is the right one for ${result.correct.toLocaleString("en")} of ${counted(result.total, "text")}</span></div>
${tiles({ "macro F1": percent(result.macroF1), "weighted F1": percent(result.weightedF1), ...formatted(metrics) })}
<h2>Labels</h2>
<p class="note">The weakest label first.</p>
${perLabelTable(result.perLabel)}
<h2>Most frequent confusions</h2>
${confusionList(result)}
<h2>Confusion matrix</h2>
<p class="note">A row is what was expected, a column what was predicted, under the number of its label. Strength is the
share of the row: <span class="right-word">right</span> on the diagonal, <span class="wrong-word">wrong</span> beside
it.</p>
${confusionHeatMap(result.confusion, labelNames)}
<h2>Scores</h2>
${scoreHistogram(result)}
${
  examples === undefined
    ? ""
    : `<h2>Wrong predictions</h2>\n${wrongExamples(
        result,
        examples.map(({ text }) => text),
      )}`
}
<h2>Run</h2>
${tiles(configSummary)}
</body>
</html>
`;
}

function tiles(entries: Readonly<Record<string, string | number | boolean>>): string {
  const items = Object.entries(entries).map(
    ([name, value]) => `<div><dt>${escapeHtml(name)}</dt><dd>${escapeHtml(String(value))}</dd></div>`,
  );
  return `<dl class="tiles">\n${items.join("\n")}\n</dl>`;
}

/** Accuracy and the F1 means have a place of their own already. */
function formatted(metrics: Metrics): Record<string, string> {
  const shown = Object.entries(metrics).filter(([name]) => !/^(accuracy|macro_f1|weighted_f1)$/.test(name));
  return Object.fromEntries(shown.map(([name, value]) => [name, Number.isFinite(value) ? value.toFixed(4) : "–"]));
}

function confusionList(result: LabelAccuracyResult): string {
  const all = confusions(result);
  if (all.length === 0) return "<p>None.</p>";
  const items = all
    .slice(0, confusionsShown)
    .map(
      ({ count, expected, predicted }) =>
        `<li>${count} × <b class="right-word">${labelHtml(expected)}</b> taken for <b class="wrong-word">${labelHtml(predicted)}</b></li>`,
    );
  const hidden = all.slice(confusionsShown).reduce((sum, { count }) => sum + count, 0);
  const rest = hidden > 0 ? `\n<p class="note">and ${counted(hidden, "more wrong text")} in rarer pairs</p>` : "";
  return `<ol>\n${items.join("\n")}\n</ol>${rest}`;
}
