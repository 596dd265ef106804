import { modelInput, type Dataset, type Example, type Split } from "@intentsmith/data";
import { labelWordsHead, VectorHead, type Head } from "@intentsmith/classifier";
import type { TextEncoder } from "@intentsmith/model";
import { labelAccuracy, type LabelAccuracyResult } from "./classification/label-accuracy.ts";
import { headInput, type EvaluationInput } from "./classification/evaluation-input.ts";

export interface ModelEvaluation {
  /** The evaluated examples, in the order of the result's predictions. */
  examples: Example[];
  /** Scores, embeddings and targets, for further evaluators. */
  input: EvaluationInput;
  result: LabelAccuracyResult;
}

/**
 * Encodes one split of a data set and predicts each text's label with the head; without one, by the nearest label's
 * words.
 *
 * @throws DATA_EMPTY if the split has no example.
 */
export async function evaluate(
  encoder: Pick<TextEncoder, "encode">,
  dataset: Dataset,
  split: Split,
  head?: Head,
): Promise<ModelEvaluation> {
  const examples = dataset.examples.filter((example) => example.split === split);
  const indexOf = new Map(dataset.labels.map((label, index) => [label, index]));
  const texts = await encoder.encode(examples.map((example) => modelInput(example, dataset.context)));
  const scorer = head ?? new VectorHead(labelWordsHead, await encoder.encode(dataset.labelWords));
  const targets = Int32Array.from(examples, ({ label }) => indexOf.get(label) ?? -1);
  const input = headInput(scorer, texts, targets);
  return { examples, input, result: labelAccuracy({ ...input, labelNames: dataset.labels }) };
}
