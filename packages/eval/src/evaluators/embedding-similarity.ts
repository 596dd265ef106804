import { pearson, spearman } from "../metrics/correlation.ts";
import type { SimilarityName } from "../similarity/similarity.ts";
import { nameEvaluator, type Evaluator, type Metrics } from "./evaluator.ts";
import { pythonMax, scoreAllPairs, type ScoredPairs } from "./pairs.ts";

/**
 * Pearson and Spearman correlation of each similarity's scores with the targets (any numbers): `pearson_cosine`,
 * `spearman_cosine`, …; of several similarities also the largest, `pearson_max` and `spearman_max`.
 */
export function embeddingSimilarityMetrics({ scores, targets }: ScoredPairs): Metrics {
  const bySimilarity = Object.entries(scores).map(
    ([similarity, values]) =>
      [similarity, { pearson: pearson(targets, values), spearman: spearman(targets, values) }] as const,
  );
  if (bySimilarity.length > 1) {
    const all = bySimilarity.map(([, values]) => values);
    const max = { pearson: pythonMax(all.map((v) => v.pearson)), spearman: pythonMax(all.map((v) => v.spearman)) };
    return correlationNames([...bySimilarity, ["max", max]]);
  }
  return correlationNames(bySimilarity);
}

function correlationNames(rows: readonly (readonly [string, { pearson: number; spearman: number }])[]): Metrics {
  return Object.fromEntries(
    rows.flatMap(([suffix, { pearson, spearman }]) => [
      [`pearson_${suffix}`, pearson],
      [`spearman_${suffix}`, spearman],
    ]),
  );
}

/**
 * EmbeddingSimilarityEvaluator of sentence-transformers 6.2.0 over all text × label pairs with target 1 or 0: same
 * metric names, primary metric and CSV.
 */
export function embeddingSimilarityEvaluator(
  options: {
    name?: string;
    /** Default, also for an empty list: cosine alone, or `mainSimilarity`. */
    similarities?: readonly SimilarityName[];
    /** Makes `spearman_<this>` the primary metric; among several similarities it must be one of them. */
    mainSimilarity?: SimilarityName;
  } = {},
): Evaluator {
  const { name = "", mainSimilarity } = options;
  const similarities = options.similarities?.length ? options.similarities : [mainSimilarity ?? "cosine"];
  const several = similarities.length > 1;
  return nameEvaluator({
    name,
    primaryMetric: `spearman_${mainSimilarity ?? (several ? "max" : similarities[0])}`,
    csvName: "similarity_evaluation",
    csvColumns: similarities.flatMap((similarity) =>
      ["pearson", "spearman"].map((metric) => [`${similarity}_${metric}`, `${metric}_${similarity}`] as const),
    ),
    evaluate: (input) => embeddingSimilarityMetrics(scoreAllPairs(input, similarities)),
  });
}
