import type { Head, ReferenceTexts } from "@intentsmith/classifier";
import { parsePythonNumber } from "@intentsmith/core";
import type { Dataset, Split } from "@intentsmith/data";
import {
  createEvaluator,
  evaluate,
  evaluatorForMetric,
  evaluatorNamesFor,
  wilsonInterval,
  type Metrics,
  type ModelEvaluation,
} from "@intentsmith/eval";
import type { Engine } from "@intentsmith/graph";
import { SentenceEncoder, type SentenceModel } from "@intentsmith/model";
import type { RunDirectory } from "@intentsmith/tracking";

export interface SplitEvaluation extends ModelEvaluation {
  /**
   * Metrics of all evaluators, without a split's name before them; `texts`, how many there were, and the ends of the
   * accuracy's 95 % interval as `accuracy_low` and `accuracy_high`.
   */
  metrics: Metrics;
}

/**
 * Evaluates a model, run by `engine`, on a split with every evaluator, and with the one that computes `bestBy`.
 * `head`: what scores the labels, or a function that makes it with the encoder; without, the labels' words. `referenceTexts`:
 * for a decision by distance.
 */
export async function evaluateSplit(
  model: SentenceModel,
  dataset: Dataset,
  split: Split,
  options: {
    engine: Engine;
    bestBy: string;
    head?: Head | ((encoder: SentenceEncoder) => Promise<Head>) | undefined;
    referenceTexts?: ReferenceTexts | undefined;
    log?: { run: RunDirectory; epoch: number; steps: number };
  },
): Promise<SplitEvaluation> {
  const encoder = new SentenceEncoder(options.head === undefined ? model : { ...model, normalize: true }, {
    engine: options.engine,
  });
  try {
    const head = typeof options.head === "function" ? await options.head(encoder) : options.head;
    const evaluation = await evaluate(encoder, dataset, split, head, options.referenceTexts);
    const metrics: Metrics = {};
    for (const name of evaluatorNamesFor(evaluation.input)) {
      const evaluator = createEvaluator(name);
      const values = evaluator.evaluate(evaluation.input);
      // "accuracy" of the nearest label comes first; the pair evaluators' names carry their similarity
      Object.assign(metrics, values);
      if (options.log !== undefined) {
        const { run, epoch, steps } = options.log;
        const columns = evaluator.csv.header.split(",");
        const cells = evaluator.csv.row(epoch, steps, values).split(",").map(parsePythonNumber);
        const row = Object.fromEntries(columns.map((column, i) => [column, cells[i] ?? NaN]));
        run.appendEvaluation(
          `${evaluator.csv.fileName.replace(/_results\.csv$/, "")}_${split}`,
          row as { epoch: number; steps: number },
        );
      }
    }
    const { correct, total } = evaluation.result;
    const { low, high } = wilsonInterval(correct, total);
    const counts = { texts: total, accuracy_low: low, accuracy_high: high };
    const chosenBy = evaluatorForMetric(options.bestBy).evaluate(evaluation.input);
    return { ...evaluation, metrics: { ...chosenBy, ...metrics, ...counts } };
  } finally {
    await encoder.release();
  }
}
