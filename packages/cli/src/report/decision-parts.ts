import type { Decision } from "@intentsmith/classifier";
import { calibration, confidencesOf, coverageCurve, type ModelEvaluation, type ReportInput } from "@intentsmith/eval";

/**
 * What a report shows of a model's stored decision: accuracy by coverage in the decision's own confidence, whether its
 * probabilities are right, and its threshold where that is one of the score. Nothing of a model without a decision.
 */
export function decisionParts(
  { result, input }: ModelEvaluation,
  decision: Decision | undefined,
): Pick<ReportInput, "coverage" | "reliability" | "threshold"> {
  if (decision === undefined) return {};
  const { by, temperature, threshold } = decision;
  const { labelCount, scores, targets } = input;
  const isRight = Array.from(targets, (target, i) => target === result.predictions.label[i]);
  const sure = confidencesOf(input, labelCount, decision);
  return {
    coverage: coverageCurve(sure, isRight),
    reliability: calibration(scores, targets, labelCount, temperature).bins,
    ...(by === "score" && threshold !== null ? { threshold } : {}),
  };
}
