import { checkArguments, expected, IntentsmithError, nearestName } from "@intentsmith/core";
import { similarityNames, type SimilarityName } from "../similarity/similarity.ts";
import type { EvaluationInput } from "../classification/evaluation-input.ts";
import { accuracyEvaluator } from "./accuracy-evaluator.ts";
import { binaryClassificationEvaluator } from "./binary-classification.ts";
import { embeddingSimilarityEvaluator } from "./embedding-similarity.ts";
import type { Evaluator } from "./evaluator.ts";

export const evaluatorNames = ["accuracy", "embedding-similarity", "binary-classification"] as const;

export type EvaluatorName = (typeof evaluatorNames)[number];

/** Those that can judge this input: evaluators over pairs need embeddings of texts and labels. */
export function evaluatorNamesFor({ embeddings }: Pick<EvaluationInput, "embeddings">): readonly EvaluatorName[] {
  return embeddings === undefined ? ["accuracy"] : evaluatorNames;
}

/** Makes an evaluator by its name in a config. `similarities` (default: cosine) does nothing for `accuracy`. */
export function createEvaluator(
  type: EvaluatorName,
  options: { name?: string; similarities?: readonly SimilarityName[] } = {},
): Evaluator {
  switch (type) {
    case "accuracy":
      return accuracyEvaluator(options);
    case "embedding-similarity":
      return embeddingSimilarityEvaluator(options);
    case "binary-classification":
      return binaryClassificationEvaluator(options);
  }
}

/** Which way a metric improves. */
export type MetricDirection = "higher" | "lower";

interface SelectableMetric {
  evaluator: EvaluatorName;
  similarities: readonly SimilarityName[];
}

const pairMetrics = ["accuracy", "f1", "precision", "recall", "ap", "mcc"] as const;

const selectableMetrics: ReadonlyMap<string, SelectableMetric> = new Map([
  ...["accuracy", "macro_f1", "weighted_f1"].map((metric) => entry(metric, "accuracy", [])),
  ...[...similarityNames, "max" as const].flatMap((similarity) => {
    const similarities = similarity === "max" ? similarityNames : [similarity];
    return ["spearman", "pearson"]
      .map((m) => entry(`${m}_${similarity}`, "embedding-similarity", similarities))
      .concat(pairMetrics.map((m) => entry(`${similarity}_${m}`, "binary-classification", similarities)));
  }),
]);

function entry(
  metric: string,
  evaluator: EvaluatorName,
  similarities: readonly SimilarityName[],
): [string, SelectableMetric] {
  return [metric, { evaluator, similarities }];
}

/** Every metric that an epoch can be chosen by, and which way it improves. (Thresholds are not in it.) */
export const metricDirections: Readonly<Record<string, MetricDirection>> = Object.fromEntries(
  [...selectableMetrics.keys()].map((metric) => [metric, "higher" as const]),
);

/** Which way `metric` improves. @throws CONFIG_INVALID naming the nearest metric; `where` opens the message. */
export function metricDirection(metric: string, where: string = "evaluate.bestBy"): MetricDirection {
  checkArguments("metricDirection", { metric: [metric, expected.text] });
  findMetric(metric, where);
  return metricDirections[metric] as MetricDirection;
}

/**
 * The evaluator that computes `metric`, with the similarities it needs (`spearman_dot` → dot, `max_ap` → all four).
 * @throws CONFIG_INVALID naming the nearest metric; `where` opens the message.
 */
export function evaluatorForMetric(metric: string, where: string = "evaluate.bestBy"): Evaluator {
  checkArguments("evaluatorForMetric", { metric: [metric, expected.text] });
  const { evaluator, similarities } = findMetric(metric, where);
  return createEvaluator(evaluator, { similarities });
}

function findMetric(metric: string, where: string): SelectableMetric {
  const found = selectableMetrics.get(metric);
  if (found !== undefined) return found;
  const near = turnedRound(metric) ?? nearestName(metric, selectableMetrics.keys());
  throw new IntentsmithError("CONFIG_INVALID", `${where}: unknown metric ${JSON.stringify(metric)}`, {
    hint:
      near === undefined
        ? `Choose one of ${[...selectableMetrics.keys()].join(", ")}.`
        : `Did you mean ${JSON.stringify(near)}?`,
  });
}

/** The CSV of sentence-transformers says `cosine_spearman` for the metric `spearman_cosine`. */
function turnedRound(metric: string): string | undefined {
  const turned = metric.split("_").reverse().join("_");
  return selectableMetrics.has(turned) ? turned : undefined;
}
