import { describe, expect, test } from "vitest";
import type { Evaluator } from "../evaluators/evaluator.ts";
import type { ScoredPairs } from "../evaluators/pairs.ts";
import { similarityNames, type SimilarityName } from "../similarity/similarity.ts";
import { expectCsv } from "./expect-csv.ts";
import {
  caseNamed,
  golden,
  goldenMetrics,
  pairCaseNames,
  scoredPairs,
  type GoldenPairCase,
  type GoldenRun,
} from "./golden.ts";
import { metricDifferences } from "./metric-differences.ts";

/** An evaluator of pairs, and where the golden file has what Python's class of that name gave. */
export interface PythonTwin {
  className: "BinaryClassificationEvaluator" | "EmbeddingSimilarityEvaluator";
  create: (options: { name?: string; similarities?: readonly SimilarityName[] }) => Evaluator;
  metrics: (pairs: ScoredPairs) => Record<string, number>;
  runs: (pairs: GoldenPairCase) => Record<SimilarityName | "all" | "default", GoldenRun>;
  targets: (pairs: GoldenPairCase) => readonly number[];
}

/** Tests on every golden case that metrics, primary metric and CSV are those of sentence-transformers. */
export function agreesWithPython({ className, create, metrics, runs: runsOf, targets }: PythonTwin): void {
  describe.each(pairCaseNames)(`${className} 6.2.0 on %s`, (name) => {
    const pairs = caseNamed(golden.pairCases, name);
    const runs = runsOf(pairs);
    const expectAgreement = (evaluator: Evaluator, run: GoldenRun): void => {
      expect(evaluator.primaryMetric).toBe(run.primaryMetric);
      expectCsv(evaluator.csv, run);
    };

    test.each([...similarityNames, "all"] as const)("gives the same metrics, primary metric and CSV by %s", (by) => {
      const similarities = by === "all" ? similarityNames : [by];
      const actual = metrics(scoredPairs(pairs, similarities, targets(pairs)));
      expect(metricDifferences(actual, goldenMetrics(runs[by]))).toEqual([]);
      expectAgreement(create({ similarities }), runs[by]);
    });

    test("is cosine alone by default, with its name before the metrics", () => {
      expectAgreement(create({ name: "dev" }), runs.default);
    });
  });
}
