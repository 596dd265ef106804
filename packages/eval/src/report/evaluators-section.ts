import type { Metrics } from "../evaluators/evaluator.ts";
import type { Section } from "../page/document.ts";
import { escapeHtml } from "../page/html.ts";
import { closed, scrolling, table } from "../page/table.ts";

/** The evaluators' metrics over text–label pairs, closed: they are for comparing with sentence-transformers. */
export function evaluatorsSection(metrics: Metrics): Section {
  const rows = Object.entries(metrics)
    // These stand at the top of the page
    .filter(([name]) => !/^(accuracy|accuracy_low|accuracy_high|macro_f1|texts)$/.test(name))
    .map(([name, value]) => [
      escapeHtml(name).replaceAll("_", "_<wbr>"),
      Number.isFinite(value) ? value.toFixed(4) : "–",
    ]);
  const columns = [{ title: "metric" }, { title: "value", number: true }];
  return {
    id: "evaluators",
    title: "Evaluator metrics",
    content: `<p class="note">Under the names of sentence-transformers. Their thresholds part right pairs from wrong ones over all
pairs of texts and labels: none of them is the classifier's threshold.</p>
${closed(`${rows.length} metrics`, scrolling("Evaluator metrics", table({ columns, rows })))}`,
  };
}
