import { confidence, type Decision } from "@intentsmith/classifier";
import { bestLabels } from "../classification/best-label.ts";
import { chooseThreshold } from "../classification/threshold.ts";
import type { DecisionConfig } from "./decision-config.ts";
import { fitTemperature } from "./temperature.ts";

/** Fewer rows say nothing of a threshold: 1 in 20 refused takes 20 rows to see one. */
export const leastRows = 20;

export interface DecisionRows {
  /** Of texts that the head was not fitted on. [B, C] */
  scores: Float32Array;
  /** [B] */
  targets: Int32Array;
  labelNames: readonly string[];
  /** Scores of texts of no label: answering one is wrong. [O, C] */
  outOfScope?: Float32Array | undefined;
  source: Decision["source"];
}

/**
 * Temperature and threshold of a model from scores of texts it was not fitted on. With fewer than `leastRows` texts, or
 * where no threshold reaches what is asked for, there is none and every text is answered.
 */
export function fitDecision(config: DecisionConfig, given: DecisionRows): Decision {
  const { targets, labelNames, source } = given;
  const { metric, value, by, perLabel, abstainLabel } = config;
  const C = labelNames.length;
  // A coverage is one of the texts that have a label
  const outside = (metric === "coverage" ? undefined : given.outOfScope) ?? new Float32Array();
  const scores = Float32Array.from([...given.scores, ...outside]);
  const rows = scores.length / C;
  const temperature = targets.length === 0 ? 1 : fitTemperature(given.scores, targets, C);
  const surenesses = Float64Array.from({ length: rows }, (_, i) =>
    confidence(scores.subarray(i * C, (i + 1) * C), by, temperature),
  );
  const predicted = rows === 0 ? new Int32Array() : bestLabels(scores, C).label;
  const thresholdOf = (of: readonly number[]): number | null =>
    of.length < leastRows
      ? null
      : choose(
          config,
          of.map((i) => ({ sureness: surenesses[i] as number, right: predicted[i] === targets[i] })),
        );
  const all = Array.from({ length: rows }, (_, i) => i);
  const own = labelNames.flatMap((name, c): [string, number][] => {
    const threshold = perLabel ? thresholdOf(all.filter((i) => predicted[i] === c)) : null;
    return threshold === null ? [] : [[name, threshold]];
  });
  return {
    temperature,
    by,
    threshold: thresholdOf(all),
    metric,
    value,
    ...(own.length === 0 ? {} : { perLabel: Object.fromEntries(own) }),
    ...(abstainLabel === undefined ? {} : { abstainLabel }),
    rows,
    source,
  };
}

interface Row {
  sureness: number;
  right: boolean;
}

function choose({ metric, value }: DecisionConfig, rows: readonly Row[]): number | null {
  switch (metric) {
    case "coverage":
      return coverageThreshold(rows, value);
    case "precision":
      return (
        chooseThreshold({
          scores: Float64Array.from(rows, ({ sureness }) => sureness),
          predicted: new Int32Array(rows.length).fill(1),
          targets: Int32Array.from(rows, ({ right }) => Number(right)),
          wantedAccuracy: value,
        })?.threshold ?? null
      );
    case "f1":
      return bestF1Threshold(rows);
  }
}

/** The largest threshold that answers at least this share of the rows. */
function coverageThreshold(rows: readonly Row[], share: number): number {
  const sorted = rows.map(({ sureness }) => sureness).sort((a, b) => b - a);
  return sorted[Math.max(0, Math.ceil(share * sorted.length) - 1)] as number;
}

/** Answered and right is a hit, answered and wrong a false alarm, right but not answered, and wrong, a miss. */
function bestF1Threshold(rows: readonly Row[]): number {
  const sorted = [...rows].sort((a, b) => b.sureness - a.sureness);
  let [hits, best, threshold] = [0, -1, sorted[0]?.sureness ?? 0];
  for (const [i, { sureness, right }] of sorted.entries()) {
    hits += Number(right);
    if (sorted[i + 1]?.sureness === sureness) continue;
    const f1 = (2 * hits) / (i + 1 + sorted.length);
    if (f1 > best) [best, threshold] = [f1, sureness];
  }
  return threshold;
}
