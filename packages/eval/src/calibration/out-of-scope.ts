import type { Decision } from "@intentsmith/classifier";
import { bestLabels } from "../classification/best-label.ts";
import { averagePrecision } from "../metrics/average-precision.ts";
import { tieGroups } from "../metrics/tie-groups.ts";
import { isSure, type Answering } from "./answering.ts";
import { confidencesOf, type ScoredTexts } from "./scored-texts.ts";

/** How well a decision tells texts of no label from the others; a text of no label is the positive. */
export interface OutOfScopeResult {
  /** Texts of no label. */
  total: number;
  /** Of them, those that were rightly not answered. */
  rejected: number;
  /** rejected / total. */
  recall: number;
  /** rejected / all that was not answered; NaN if all was answered. */
  precision: number;
  /** Texts of a label that were not answered / all of them. */
  falseRejections: number;
  /** Area under the ROC curve: how often a text of no label is less sure than one of a label, ties half. */
  auroc: number;
  /** Average precision of finding texts of no label. */
  aupr: number;
  /** Share of texts of a label that are not answered where 95 % of those of no label are not. */
  falsePositiveRateAt95Recall: number;
}

/** texts: those of no label, at least one; inScope: the same decision on texts of the labels. */
export function outOfScope(
  texts: ScoredTexts,
  inScope: Answering,
  decision: Decision,
  labelNames: readonly string[],
): OutOfScopeResult {
  const C = labelNames.length;
  const confidences = confidencesOf(texts, C, decision);
  const best = bestLabels(texts.scores, C).label;
  const answered = Array.from(best, (label, i) =>
    isSure(confidences[i] as number, labelNames[label] as string, decision),
  );
  const total = confidences.length;
  const rejected = answered.filter((isAnswered) => !isAnswered).length;
  const falselyRejected = inScope.total - inScope.answered;
  const all = [...confidences, ...inScope.confidences];
  const isOutside = [...confidences].map(() => 1).concat([...inScope.confidences].map(() => 0));
  return {
    total,
    rejected,
    recall: rejected / total,
    precision: rejected / (rejected + falselyRejected),
    falseRejections: falselyRejected / inScope.total,
    ...rankMetrics(all, isOutside),
  };
}

function rankMetrics(
  confidences: readonly number[],
  isOutside: readonly number[],
): Pick<OutOfScopeResult, "auroc" | "aupr" | "falsePositiveRateAt95Recall"> {
  const outside = isOutside.reduce((sum, value) => sum + value, 0);
  const inside = isOutside.length - outside;
  let [area, hits, alarms] = [0, 0, 0];
  let falsePositiveRateAt95Recall: number | undefined;
  // The least sure first: the texts that are taken for such of no label
  for (const { truePositives, accepted } of tieGroups(confidences, isOutside, false)) {
    const alarmsNow = accepted - truePositives;
    area += ((alarmsNow - alarms) * (truePositives + hits)) / 2;
    [hits, alarms] = [truePositives, alarmsNow];
    if (hits >= 0.95 * outside) falsePositiveRateAt95Recall ??= alarms / inside;
  }
  return {
    auroc: area / (outside * inside),
    aupr: averagePrecision(confidences, isOutside, false),
    falsePositiveRateAt95Recall: falsePositiveRateAt95Recall ?? 1,
  };
}
