import { modelTurns, type Dataset, type Example, type Split } from "@intentsmith/data";
import type { TextEncoder } from "@intentsmith/model";
import { labelAccuracy, type LabelAccuracyResult } from "./classification/label-accuracy.ts";
import { embeddingInput, type EvaluationInput } from "./classification/evaluation-input.ts";

export interface ModelEvaluation {
  /** The evaluated examples, in the order of the result's predictions. */
  examples: Example[];
  /** Scores, embeddings and targets, for further evaluators. */
  input: EvaluationInput;
  result: LabelAccuracyResult;
}

/**
 * Encodes one split of a data set and its label words, and predicts each text's nearest label by cosine.
 *
 * @throws DATA_EMPTY if the split has no example.
 */
export async function evaluate(
  encoder: Pick<TextEncoder, "encode">,
  dataset: Dataset,
  split: Split,
): Promise<ModelEvaluation> {
  const examples = dataset.examples.filter((example) => example.split === split);
  const indexOf = new Map(dataset.labels.map((label, index) => [label, index]));
  const texts = await encoder.encode(examples.map((example) => modelTurns(example, dataset.context)));
  const labels = await encoder.encode(dataset.labelWords);
  const input = embeddingInput(
    texts,
    labels,
    Int32Array.from(examples, ({ label }) => indexOf.get(label) ?? -1),
  );
  return { examples, input, result: labelAccuracy({ ...input, labelNames: dataset.labels }) };
}
