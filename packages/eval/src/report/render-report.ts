import { factList, renderDocument } from "../page/document.ts";
import { percent } from "../page/html.ts";
import { evaluationSections, type EvaluationParts } from "./evaluation-sections.ts";
import { evaluatorsSection } from "./evaluators-section.ts";
import { headline } from "./headline.ts";

/** What a report of one evaluation is made of. */
export interface ReportInput extends EvaluationParts {
  /** For example "Wizard of Tasks, cooking: test split". */
  title: string;
  /** What tells this evaluation from others: model, base, date, rows, learning rate, … */
  facts: Readonly<Record<string, string | number | boolean>>;
}

/**
 * One evaluation as a single HTML page that needs nothing else. The same input gives the same bytes.
 * @throws ARGUMENT_INVALID when `examples` are not as many as the predictions.
 */
export async function renderReport(input: ReportInput): Promise<string> {
  const { title, result, metrics, facts } = input;
  return renderDocument({
    title,
    tabTitle: `${title}: accuracy ${percent(result.accuracy)}`,
    opening: headline(result),
    sections: [
      ...(await evaluationSections(input)),
      { id: "run", title: "What was measured", content: factList(facts) },
      evaluatorsSection(metrics),
    ],
  });
}
