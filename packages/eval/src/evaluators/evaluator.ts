import { pythonNumber } from "@intentsmith/core";
import type { EvaluationInput } from "../classification/evaluation-input.ts";

/** Metric name → value. */
export type Metrics = Record<string, number>;

/** What a training run calls at the end of an epoch: scores in, named metrics out. */
export interface Evaluator {
  /** Put before every metric's name (`dev` → `dev_accuracy`); empty for none. */
  readonly name: string;
  /** The metric, as named in the result, that tells a better model from a worse one. */
  readonly primaryMetric: string;
  evaluate(input: EvaluationInput): Metrics;
  readonly csv: EvaluatorCsv;
}

/** The file in which sentence-transformers would log this evaluator, lines without their end. */
export interface EvaluatorCsv {
  readonly fileName: string;
  readonly header: string;
  /** epoch and steps are −1 where they do not apply; a metric without a value is `nan`. */
  row(epoch: number, steps: number, metrics: Metrics): string;
}

/** What all evaluators share: the name before the metrics and the CSV, given the columns as [heading, metric]. */
export function nameEvaluator(options: {
  name: string;
  primaryMetric: string;
  csvName: string;
  csvColumns: readonly (readonly [heading: string, metric: string])[];
  evaluate: (input: EvaluationInput) => Metrics;
}): Evaluator {
  const { name, csvName, csvColumns } = options;
  const prefixed = (metric: string): string => (name === "" ? metric : `${name}_${metric}`);
  return {
    name,
    primaryMetric: prefixed(options.primaryMetric),
    evaluate: (input) =>
      Object.fromEntries(Object.entries(options.evaluate(input)).map(([metric, value]) => [prefixed(metric), value])),
    csv: {
      fileName: `${csvName}${name === "" ? "" : `_${name}`}_results.csv`,
      header: ["epoch", "steps", ...csvColumns.map(([heading]) => heading)].join(","),
      row: (epoch, steps, metrics) =>
        [epoch, steps, ...csvColumns.map(([, metric]) => pythonNumber(metrics[prefixed(metric)] ?? NaN))].join(","),
    },
  };
}

/**
 * Whether `candidate` is strictly better than the best so far (undefined before the first). NaN never is, and
 * anything is better than NaN.
 */
export function isBetter(candidate: number, best: number | undefined, direction: "higher" | "lower"): boolean {
  if (Number.isNaN(candidate)) return false;
  if (best === undefined || Number.isNaN(best)) return true;
  return direction === "higher" ? candidate > best : candidate < best;
}
