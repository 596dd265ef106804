import { compareValues } from "./kolmogorov-smirnov.ts";
import { compareLabels } from "./label-mix.ts";
import { shareDifferenceZ } from "./proportion.ts";
import { countLabels, type Observation, type Reference } from "./reference.ts";

/** What is compared. */
export const driftColumns = ["labels", "probability", "score", "characters", "unknownShare", "abstained"] as const;
export type DriftColumn = (typeof driftColumns)[number];

/** Once in a thousand windows one of the six columns may be called changed though nothing is. */
const alpha = 0.001 / driftColumns.length;
/** The normal quantile of 1 − alpha. */
const z = 3.588;

/** Smaller changes than these may be real, and nobody needs to act. */
export const leastEffect: Readonly<Record<DriftColumn, number>> = {
  labels: 0.25,
  probability: 0.1,
  score: 0.1,
  characters: 0.1,
  unknownShare: 0.1,
  abstained: 0.1,
};

export interface ColumnDrift {
  /** PSI, a Kolmogorov–Smirnov distance, or a difference of shares. */
  effect: number;
  /** What it stays below if nothing changed. */
  critical: number;
  changed: boolean;
}

/** A window of answers compared with the reference. */
export interface DriftReport {
  /** Answers in the window. */
  texts: number;
  modelVersion: string;
  fromMs: number;
  toMs: number;
  columns: Record<DriftColumn, ColumnDrift>;
  /** From calibrated probabilities, with a 95 % interval. */
  estimatedAccuracy: { value: number; low: number; high: number };
  /** Accuracy on the reference, if it is known. */
  referenceAccuracy: number | undefined;
  /** Of the requests that the answers belong to. */
  ms: { p50: number; p99: number };
  /** The most frequent labels with their shares now and in the reference. */
  labels: { label: string; share: number; referenceShare: number }[];
}

const listedLabels = 10;

export function driftReport(
  reference: Reference,
  seen: readonly Observation[],
  about: Pick<DriftReport, "modelVersion" | "fromMs" | "toMs">,
): DriftReport {
  const n = seen.length;
  const m = reference.texts;
  const counts = countLabels(seen);
  const column = (name: DriftColumn, effect: number, critical: number): ColumnDrift => ({
    effect,
    critical,
    changed: effect > critical && effect >= leastEffect[name],
  });
  const values = (name: "probability" | "score" | "characters" | "unknownShare"): ColumnDrift => {
    const { d, critical } = compareValues(
      reference[name],
      m,
      seen.map((one) => one[name]),
      alpha,
    );
    return column(name, d, critical);
  };
  const mix = compareLabels(reference.labels, counts, z);
  const abstained = seen.filter((one) => one.abstained).length;
  const difference = Math.abs(abstained / n - reference.abstained / m);
  const apart = shareDifferenceZ(abstained, n, reference.abstained, m);
  return {
    ...about,
    texts: n,
    columns: {
      labels: mix === undefined ? column("labels", 0, 0) : column("labels", mix.psi, mix.critical),
      probability: values("probability"),
      score: values("score"),
      characters: values("characters"),
      unknownShare: values("unknownShare"),
      abstained: column("abstained", difference, apart === 0 ? 1 : (difference / apart) * z),
    },
    estimatedAccuracy: estimateAccuracy(reference, seen),
    referenceAccuracy: reference.right === undefined ? undefined : reference.right / m,
    ms: latencyOf(seen),
    labels: [...counts]
      .sort(([, a], [, b]) => b - a)
      .slice(0, listedLabels)
      .map(([label, count]) => ({ label, share: count / n, referenceShare: (reference.labels[label] ?? 0) / m })),
  };
}

function latencyOf(seen: readonly Observation[]): DriftReport["ms"] {
  const sorted = seen.map(({ ms }) => ms).sort((a, b) => a - b);
  const at = (share: number): number =>
    sorted[Math.min(sorted.length - 1, Math.floor(share * sorted.length))] as number;
  return { p50: at(0.5), p99: at(0.99) };
}

/**
 * The mean calibrated probability of the best label, moved by what it was off on the reference (as CBPE of NannyML, for
 * accuracy). Holds as long as the texts change and not what their labels mean. The interval adds the variances of the
 * window's outcomes, Σ p (1 − p) / n², and of the reference's accuracy.
 */
function estimateAccuracy(
  { right, texts, meanProbability }: Reference,
  seen: readonly Observation[],
): DriftReport["estimatedAccuracy"] {
  const n = seen.length;
  const mean = seen.reduce((sum, { probability }) => sum + probability, 0) / n;
  const accuracy = right === undefined ? undefined : right / texts;
  const value = accuracy === undefined ? mean : mean + accuracy - meanProbability;
  const ofWindow = seen.reduce((sum, { probability }) => sum + probability * (1 - probability), 0) / n ** 2;
  const ofReference = accuracy === undefined ? 0 : (accuracy * (1 - accuracy)) / texts;
  const reach = 1.96 * Math.sqrt(ofWindow + ofReference);
  const within = (share: number): number => Math.min(1, Math.max(0, share));
  return { value: within(value), low: within(value - reach), high: within(value + reach) };
}
