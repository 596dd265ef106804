import { readFileSync } from "node:fs";
import type { ScoredPairs } from "../evaluators/pairs.ts";
import type { Embeddings } from "../similarity/embeddings.ts";
import type { SimilarityName } from "../similarity/similarity.ts";

/** What one of Python's evaluators returned and wrote; null stands for NaN. */
export interface GoldenRun {
  metrics: Record<string, number | null>;
  primaryMetric: string;
  csv: { file: string; lineEnd: string; lines: string[] };
}

export interface GoldenPairCase {
  name: string;
  leftEmbeddings: number[][];
  rightEmbeddings: number[][];
  left: number[];
  right: number[];
  target: number[];
  graded: number[];
  scores: Record<SimilarityName, number[]>;
  binaryClassification: Record<SimilarityName | "all" | "default", GoldenRun>;
  embeddingSimilarity: Record<SimilarityName | "all" | "default" | "defaultOnTargets", GoldenRun>;
}

interface GoldenAverages {
  precision: number;
  recall: number;
  "f1-score": number;
  support: number;
}

export interface GoldenClassification {
  name: string;
  labels: string[];
  labelIndex: number[];
  predicted: number[];
  accuracy: number;
  perLabel: Record<string, GoldenAverages>;
  macro: GoldenAverages;
  weighted: GoldenAverages;
  confusionMatrix: number[][];
}

interface GoldenNearestLabel {
  textEmbeddings: number[][];
  labelEmbeddings: number[][];
  labelIndex: number[];
  predicted: number[];
  accuracy: number;
  correct: number;
}

/** Written by oracles/evaluators.py with sentence-transformers and scikit-learn at the versions it names. */
export const golden: {
  versions: Record<string, string>;
  pairCases: GoldenPairCase[];
  nearestLabel: GoldenNearestLabel;
  classification: GoldenClassification[];
} = JSON.parse(
  readFileSync(new URL("../../../../oracles/golden/evaluators.json", import.meta.url), "utf8"),
) as typeof golden;

export const pairCaseNames = [
  "repeatedPairs",
  "oneInEleven",
  "manyTies",
  "fewPairs",
  "allNegativeIsBest",
  "onlyPositives",
  "onlyNegatives",
  "constantGraded",
  "constantScores",
] as const;

export const classificationCaseNames = ["labelNeverPredicted", "labelNeverTrue", "allRight"] as const;

/** The case of that name; a golden file without it fails the test. */
export function caseNamed<Case extends { name: string }>(cases: readonly Case[], name: string): Case {
  const found = cases.find((candidate) => candidate.name === name);
  if (found === undefined)
    throw new Error(`the golden file has no case ${name}: write it anew with oracles/evaluators.py`);
  return found;
}

/** Rows [n,H] as embeddings. */
export function embeddingsOf(rows: readonly (readonly number[])[]): Embeddings {
  return { data: Float32Array.from(rows.flat()), rowCount: rows.length, width: rows[0]?.length ?? 0 };
}

/** Python's own scores of a case, in float64, for the given similarities. */
export function scoredPairs(
  pairs: GoldenPairCase,
  similarities: readonly SimilarityName[],
  targets: readonly number[],
): ScoredPairs {
  const scores = similarities.map((name) => [name, Float64Array.from(pairs.scores[name])] as const);
  return { scores: Object.fromEntries(scores), targets };
}

/** A golden metric dictionary with NaN back in its place. */
export function goldenMetrics(run: GoldenRun): Record<string, number> {
  return Object.fromEntries(Object.entries(run.metrics).map(([name, value]) => [name, value ?? NaN]));
}
