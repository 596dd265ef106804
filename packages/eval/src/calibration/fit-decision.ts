import type { Decision } from "@intentsmith/classifier";
import { SeededRandom } from "@intentsmith/core";
import { bestLabels } from "../classification/best-label.ts";
import { chooseThreshold } from "../classification/threshold.ts";
import type { DecisionConfig } from "./decision-config.ts";
import { isSure } from "./answering.ts";
import { confidencesOf, noTexts, type ScoredTexts } from "./scored-texts.ts";
import { fitTemperature } from "./temperature.ts";

/** Draws for the interval of a threshold. */
const resamples = 200;

/** Fewer rows say nothing of a threshold: 1 in 20 refused takes 20 rows to see one. */
export const leastRows = 20;

/** Texts that the head was not fitted on. */
export interface DecisionRows extends ScoredTexts {
  /** [B] */
  targets: Int32Array;
  labelNames: readonly string[];
  /** Texts of no label: answering one is wrong. */
  outOfScope?: ScoredTexts | undefined;
  /** `everydaySentences`, which stand in for them where there are none. */
  everyday?: ScoredTexts | undefined;
  source: Decision["source"];
}

/** Everyday sentences for each text of a label, at most: as if one text in five were meant for no label. */
const everydayShare = 1 / 4;

/**
 * Temperature and threshold of a model from scores of texts it was not fitted on. With fewer than `leastRows` texts, or
 * where no threshold reaches what is asked for, there is none and every text is answered.
 */
export function fitDecision(config: DecisionConfig, given: DecisionRows): Decision {
  const { targets, labelNames, source } = given;
  const { metric, value, by, perLabel, abstainLabel } = config;
  const C = labelNames.length;
  const outside = textsOfNoLabel(metric, given, C);
  const scores = Float32Array.from([...given.scores, ...outside.scores]);
  const rows = scores.length / C;
  const temperature = targets.length === 0 ? 1 : fitTemperature(given.scores, targets, C);
  const surenesses = [given, outside].flatMap((texts) => [...confidencesOf(texts, C, { by, temperature })]);
  const predicted = rows === 0 ? new Int32Array() : bestLabels(scores, C).label;
  const thresholdOf = (of: readonly number[]): number | null =>
    of.length < leastRows
      ? null
      : choose(
          config,
          of.map((i) => ({ sureness: surenesses[i] as number, right: predicted[i] === targets[i] })),
        );
  const all = Array.from({ length: rows }, (_, i) => i);
  const threshold = thresholdOf(all);
  const own = labelNames.flatMap((name, c): [string, number][] => {
    const threshold = perLabel ? thresholdOf(all.filter((i) => predicted[i] === c)) : null;
    return threshold === null ? [] : [[name, threshold]];
  });
  const decided = {
    temperature,
    by,
    threshold,
    ...(threshold === null ? {} : { thresholdInterval: thresholdInterval(all.length, thresholdOf) }),
    metric,
    value,
    ...(own.length === 0 ? {} : { perLabel: Object.fromEntries(own) }),
    ...(abstainLabel === undefined ? {} : { abstainLabel }),
    rows,
    source,
  };
  const { everyday } = given;
  return everyday === undefined ? decided : { ...decided, everyday: countAnswered(everyday, decided, labelNames) };
}

/** A coverage is one of the texts that have a label; a precision counts whatever is answered. */
function textsOfNoLabel(metric: Decision["metric"], given: DecisionRows, labelCount: number): ScoredTexts {
  const { outOfScope = noTexts, everyday = noTexts, targets } = given;
  if (metric === "coverage") return noTexts;
  if (outOfScope.scores.length > 0) return outOfScope;
  const all = everyday.scores.length / labelCount;
  const count = Math.min(all, Math.ceil(targets.length * everydayShare));
  const rows = Array.from({ length: count }, (_, i) => Math.floor((i * all) / count));
  return {
    scores: Float32Array.from(
      rows.flatMap((row) => [...everyday.scores.subarray(row * labelCount, (row + 1) * labelCount)]),
    ),
    nearness:
      everyday.nearness === undefined ? undefined : Float64Array.from(rows, (row) => everyday.nearness?.[row] ?? NaN),
  };
}

function countAnswered(
  everyday: ScoredTexts,
  decision: Decision,
  labelNames: readonly string[],
): { texts: number; answered: number } {
  const best = bestLabels(everyday.scores, labelNames.length).label;
  const sureness = confidencesOf(everyday, labelNames.length, decision);
  const answered = Array.from(best, (c, i) => isSure(sureness[i] as number, labelNames[c] as string, decision));
  return { texts: best.length, answered: answered.filter(Boolean).length };
}

/** The middle 95 of 100 thresholds from rows drawn anew, with replacement (percentile bootstrap, Efron 1979). */
function thresholdInterval(
  rows: number,
  thresholdOf: (rows: readonly number[]) => number | null,
): [low: number, high: number] {
  const random = new SeededRandom(`threshold ${rows}`);
  const draw = (): number[] => Array.from({ length: rows }, () => random.integer(rows));
  const drawn = Array.from({ length: resamples }, () => thresholdOf(draw()) ?? Infinity).sort((a, b) => a - b);
  const finite = drawn.filter(Number.isFinite);
  const at = (share: number): number => finite[Math.floor(share * (finite.length - 1))] as number;
  return [at(0.025), at(0.975)];
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
