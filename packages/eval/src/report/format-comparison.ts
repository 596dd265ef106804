import { printable } from "@intentsmith/core";
import type { EvaluationComparison, ToldApart } from "../comparison/compare-evaluations.ts";
import { formatAccuracyLine } from "./format-result.ts";

/** What both sides are called: their folders. */
export interface ComparedNames {
  model: string;
  other: string;
}

/** A comparison that knows what its two sides are called. */
export type NamedComparison = EvaluationComparison & { names: ComparedNames };

const longestText = 100;

/**
 * For a terminal: both accuracies, the difference with its interval, McNemar's test, what that means, and the first
 * `top` texts that only one of them gets right, both ways.
 */
export function formatComparison(
  comparison: EvaluationComparison,
  names: ComparedNames,
  { top }: { top: number },
): string {
  const { total, model, other, onlyModel, onlyOther } = comparison;
  return [
    `${printable(names.model)} against ${printable(names.other)}`,
    `model  ${formatAccuracyLine({ ...model, total })}`,
    `other  ${formatAccuracyLine({ ...other, total })}`,
    formatDifference(comparison),
    verdictText(comparison),
    "",
    ...textLines("right by the model alone", onlyModel, top, ({ other }) => `the other says ${other}`),
    "",
    ...textLines("right by the other alone", onlyOther, top, ({ model }) => `the model says ${model}`),
  ].join("\n");
}

/** "difference +0.0119, 95 % interval -0.0060 to +0.0298 (paired bootstrap over 60 conversations or single texts)". */
export function formatDifference({ difference, groupCount, total }: EvaluationComparison): string {
  const { value, low, high } = difference;
  const unit = groupCount === total ? `${total} texts` : `${groupCount} conversations (or texts of none)`;
  return `difference ${signed(value)}, 95 % interval ${signed(low)} to ${signed(high)}, by a paired bootstrap over ${unit}`;
}

/** One sentence: which is better, or that nothing of the kind is shown; with McNemar's p. */
export function verdictText({ verdict, pValue, onlyModel, onlyOther }: EvaluationComparison): string {
  const test = `McNemar's exact test: p = ${pValue < 0.0001 ? pValue.toExponential(1) : pValue.toFixed(4)}`;
  const counts = `${onlyModel.length} texts are right by the model alone, ${onlyOther.length} by the other alone`;
  const meaning = {
    better: "the model is better: the interval lies above 0",
    worse: "the model is worse: the interval lies below 0",
    tied: "tied within noise: the interval holds 0",
  }[verdict];
  return `${meaning}; ${counts}; ${test}`;
}

function signed(value: number): string {
  return `${value > 0 ? "+" : ""}${value.toFixed(4)}`;
}

function textLines(
  title: string,
  texts: readonly ToldApart[],
  top: number,
  said: (text: ToldApart) => string,
): string[] {
  const lines = texts.slice(0, top).map((text) => {
    const short = text.text.length > longestText ? `${text.text.slice(0, longestText)}…` : text.text;
    return `  ${printable(JSON.stringify(short))} is ${printable(text.label)}, ${printable(said(text))} (${printable(text.id)})`;
  });
  const rest = texts.length - lines.length;
  return [`${title}: ${texts.length}`, ...lines, ...(rest > 0 ? [`  and ${rest} more (all of them with --json)`] : [])];
}
