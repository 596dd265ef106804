import type { Baseline } from "@intentsmith/classifier";

/** What of an answer drift is measured on. */
export interface Observation {
  /** The best label, also where the model abstained. */
  label: string;
  score: number;
  /** Calibrated, of the best label. */
  probability: number;
  abstained: boolean;
  characters: number;
  unknownShare: number;
  /** What the request took. */
  ms: number;
}

/** What drift is measured against. */
export type Reference = Pick<
  Baseline,
  "texts" | "labels" | "probability" | "score" | "characters" | "unknownShare" | "abstained" | "meanProbability"
> & {
  /** Texts whose best label was right; unknown where the reference is made of requests. */
  right?: number;
};

const quantileSteps = 200;

/** A reference made of a service's first answers, for a folder that carries no baseline. */
export function referenceOf(seen: readonly Observation[]): Reference {
  const quantilesOf = (of: (one: Observation) => number): number[] => {
    const sorted = seen.map(of).sort((a, b) => a - b);
    return Array.from(
      { length: quantileSteps + 1 },
      (_, i) => sorted[Math.round((i / quantileSteps) * (sorted.length - 1))] as number,
    );
  };
  return {
    texts: seen.length,
    labels: Object.fromEntries(countLabels(seen)),
    probability: quantilesOf(({ probability }) => probability),
    score: quantilesOf(({ score }) => score),
    characters: quantilesOf(({ characters }) => characters),
    unknownShare: quantilesOf(({ unknownShare }) => unknownShare),
    abstained: seen.filter(({ abstained }) => abstained).length,
    meanProbability: seen.reduce((sum, { probability }) => sum + probability, 0) / seen.length,
  };
}

export function countLabels(seen: readonly Observation[]): Map<string, number> {
  const counts = new Map<string, number>();
  for (const { label } of seen) counts.set(label, (counts.get(label) ?? 0) + 1);
  return counts;
}
