import type { ReliabilityBin } from "../calibration/calibration.ts";
import { IntentsmithError } from "@intentsmith/core";
import { confusionPairs } from "../classification/confusion-pairs.ts";
import type { LabelAccuracyResult } from "../classification/label-accuracy.ts";
import type { Metrics } from "../evaluators/evaluator.ts";
import type { Neighbours } from "../explain/nearest-training-texts.ts";
import { coverageCurve, type CoveragePoint } from "../metrics/coverage.ts";
import type { Section } from "../page/document.ts";
import { comparisonSection } from "./comparison-section.ts";
import { coverageSection } from "./coverage-section.ts";
import type { CloserLook } from "../look/closer-look.ts";
import type { NamedComparison } from "./format-comparison.ts";
import { labelsSection } from "./labels-section.ts";
import { matrixSection } from "./matrix-section.ts";
import { pairsSection } from "./pairs-section.ts";
import { reliabilitySection } from "./reliability-section.ts";
import { scoreSection } from "./score-section.ts";
import { slicesSection } from "./slices-section.ts";
import { unsureSection } from "./unsure-section.ts";
import { pairAnchor, wrongTextsSection, type ReportedText } from "./wrong-texts-section.ts";

/** What is shown of one evaluation. */
export interface EvaluationParts {
  result: LabelAccuracyResult;
  /** Metrics of other evaluators, shown as they are named. */
  metrics: Metrics;
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
  /** Slices, leaks, labels and texts that are not clear. */
  look?: CloserLook | undefined;
  /** Probabilities against what is right. */
  reliability?: readonly ReliabilityBin[] | undefined;
}

/**
 * The parts of an evaluation, in the order in which they are read; the evaluators' metrics come at the page's end.
 * @throws ARGUMENT_INVALID when `examples` are not as many as the predictions.
 */
export async function evaluationSections(input: EvaluationParts): Promise<Section[]> {
  const { result, examples, neighbours, comparison, reliability, threshold, look } = input;
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
    ...(look === undefined ? [] : [slicesSection(look.slices, look.leaks)]),
    pairsSection(pairs, anchorOf),
    await matrixSection(result, pairs, anchorOf),
    ...(examples === undefined ? [] : [wrongTextsSection(result, pairs, examples, neighbours)]),
    ...(look === undefined ? [] : [unsureSection({ result, ...look, texts: examples, neighbours })]),
    await scoreSection(result, threshold),
    ...(reliability === undefined || reliability.length === 0 ? [] : [await reliabilitySection(reliability)]),
  ];
}
