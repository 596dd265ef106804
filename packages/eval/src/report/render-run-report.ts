import { factList, renderDocument } from "../page/document.ts";
import { escapeHtml, percent } from "../page/html.ts";
import { curvesSection, type Curve } from "./curves-section.ts";
import { evaluationSections, type EvaluationParts } from "./evaluation-sections.ts";
import { evaluatorsSection } from "./evaluators-section.ts";
import { headline } from "./headline.ts";
import { configSection, tableSection, type PlainTable } from "./plain-sections.ts";

/** What the report of a run is made of. */
export interface RunReportInput {
  title: string;
  /** Of the run's model; `on`: the split. */
  evaluation?: (EvaluationParts & { on: string }) | undefined;
  /** Why there is no evaluation: shown in its place. */
  without?: string | undefined;
  /** The run's final metrics, for the headline where there is no evaluation. */
  finalMetrics: Readonly<Record<string, number>>;
  /** Without them the page has no part on the course of a training. */
  curves?: readonly Curve[] | undefined;
  /** Further tables, such as what a fit has tried. */
  tables?: readonly PlainTable[];
  /** Date, base, data, dropped rows, time, tokens, machine, … */
  facts: Readonly<Record<string, string | number | boolean>>;
  /** The resolved config. */
  config: Readonly<Record<string, unknown>>;
}

/** A run as a single HTML page: how good its model is, how the training went, what it was. The same input, the same bytes. */
export async function renderRunReport(input: RunReportInput): Promise<string> {
  const { title, evaluation, without, finalMetrics, curves, tables = [], facts, config } = input;
  const opening =
    evaluation === undefined
      ? plainHeadline(finalMetrics, without)
      : `<p class="note">Measured on ${escapeHtml(evaluation.on)}.</p>\n${headline(evaluation.result)}`;
  return renderDocument({
    title,
    opening,
    sections: [
      ...(evaluation === undefined ? [] : await evaluationSections(evaluation)),
      ...tables.map(tableSection),
      ...(curves === undefined ? [] : [await curvesSection(curves)]),
      { id: "run", title: "Run", content: factList(facts) },
      configSection(config),
      ...(evaluation === undefined ? [] : [evaluatorsSection(evaluation.metrics)]),
    ],
  });
}

/** The accuracies that the run recorded, for want of an evaluation. */
function plainHeadline(metrics: Readonly<Record<string, number>>, without: string | undefined): string {
  const lines = ["test", "validation", "folds"].flatMap((split) => {
    const accuracy = metrics[`${split}_accuracy`];
    const [low, high] = [metrics[`${split}_accuracy_low`], metrics[`${split}_accuracy_high`]];
    if (accuracy === undefined) return [];
    const interval =
      low === undefined || high === undefined ? "" : `, 95 % interval ${percent(low)} to ${percent(high)}`;
    return `<p class="headline"><strong>${percent(accuracy)}</strong>
<span class="interval">accuracy on ${split === "folds" ? "all folds" : split}${interval}</span></p>`;
  });
  const reason = without === undefined ? "" : `<p>${escapeHtml(without)}</p>`;
  return `${lines.join("\n")}\n${reason}`;
}
