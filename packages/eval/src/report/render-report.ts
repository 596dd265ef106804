import type { ReliabilityBin } from "../calibration/calibration.ts";
import { IntentsmithError } from "@intentsmith/core";
import { confusionPairs } from "../classification/confusion-pairs.ts";
import type { LabelAccuracyResult } from "../classification/label-accuracy.ts";
import type { Metrics } from "../evaluators/evaluator.ts";
import type { Neighbours } from "../explain/nearest-training-texts.ts";
import { coverageCurve, type CoveragePoint } from "../metrics/coverage.ts";
import { factList, renderDocument, type Section } from "../page/document.ts";
import { percent } from "../page/html.ts";
import { comparisonSection } from "./comparison-section.ts";
import { coverageSection } from "./coverage-section.ts";
import { evaluatorsSection } from "./evaluators-section.ts";
import type { NamedComparison } from "./format-comparison.ts";
import { headline } from "./headline.ts";
import { labelsSection } from "./labels-section.ts";
import { matrixSection } from "./matrix-section.ts";
import { pairsSection } from "./pairs-section.ts";
import { reliabilitySection } from "./reliability-section.ts";
import { scoreSection } from "./score-section.ts";
import { pairAnchor, wrongTextsSection, type ReportedText } from "./wrong-texts-section.ts";

/** What a report of one evaluation is made of. */
export interface ReportInput {
  /** For example "Wizard of Tasks, cooking: test split". */
  title: string;
  result: LabelAccuracyResult;
  /** Metrics of other evaluators, shown as they are named. */
  metrics: Metrics;
  /** What tells this evaluation from others: model, base, date, rows, learning rate, … */
  facts: Readonly<Record<string, string | number | boolean>>;
  /** The evaluated texts in the order of the predictions, to show the wrong ones. [B] */
  examples?: readonly ReportedText[] | undefined;
  /** The nearest training texts of wrong ones, by their place among the examples. */
  neighbours?: ReadonlyMap<number, Neighbours> | undefined;
  /** Another model on the same texts. */
  comparison?: NamedComparison | undefined;
  /** Accuracy by coverage, from all texts down; without it, by the score of the answer. */
  coverage?: readonly CoveragePoint[] | undefined;
  /** The score below which the classifier does not answer, if it goes by the score. */
  threshold?: number | undefined;
  /** Probabilities against what is right. */
  reliability?: readonly ReliabilityBin[] | undefined;
}

/**
 * One evaluation as a single HTML page that needs nothing else. The same input gives the same bytes.
 * @throws ARGUMENT_INVALID when `examples` are not as many as the predictions.
 */
export async function renderReport(input: ReportInput): Promise<string> {
  const { title, result, facts } = input;
  return renderDocument({
    title,
    tabTitle: `${title}: accuracy ${percent(result.accuracy)}`,
    opening: headline(result),
    sections: [
      ...(await evaluationSections(input)),
      { id: "run", title: "What was measured", content: factList(facts) },
    ],
  });
}

/** The parts of an evaluation, in the order in which they are read; a page of a run has the same. */
async function evaluationSections(input: Omit<ReportInput, "title" | "facts">): Promise<Section[]> {
  const { result, metrics, examples, neighbours, comparison, reliability, threshold } = input;
  if (examples !== undefined && examples.length !== result.total) {
    throw new IntentsmithError("ARGUMENT_INVALID", `${result.total} predictions, but ${examples.length} examples`, {
      hint: "Pass the evaluated examples, all of them and in order.",
    });
  }
  const pairs = confusionPairs(result);
  const anchorOf = (index: number): string | undefined =>
    examples === undefined ? undefined : pairAnchor(pairs, index);
  const isRight = Array.from(result.targets, (target, i) => target === result.predictions.label[i]);
  const coverage = input.coverage ?? coverageCurve(result.predictions.score, isRight);
  return [
    ...(comparison === undefined ? [] : [comparisonSection(comparison, comparison.names)]),
    await coverageSection(coverage),
    labelsSection(result),
    pairsSection(pairs, anchorOf),
    await matrixSection(result, pairs, anchorOf),
    ...(examples === undefined ? [] : [wrongTextsSection(result, pairs, examples, neighbours)]),
    await scoreSection(result, threshold),
    ...(reliability === undefined || reliability.length === 0 ? [] : [await reliabilitySection(reliability)]),
    evaluatorsSection(metrics),
  ];
}
