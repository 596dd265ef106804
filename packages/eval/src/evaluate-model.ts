import { IntentsmithError } from "@intentsmith/core";
import type { Dataset, Example, Split } from "@intentsmith/data";
import { headFeatures, labelWordsHead, VectorHead, type Head, type ReferenceTexts } from "@intentsmith/classifier";
import type { TextEncoder } from "@intentsmith/model";
import { noTexts, scoreTexts, type ScoredTexts } from "./calibration/scored-texts.ts";
import { labelAccuracy, type LabelAccuracyResult } from "./classification/label-accuracy.ts";
import { headInput, type EvaluationInput } from "./classification/evaluation-input.ts";

export interface ModelEvaluation {
  /** The evaluated examples, in the order of the result's predictions. */
  examples: Example[];
  /** Scores, embeddings and targets, for further evaluators. */
  input: EvaluationInput;
  result: LabelAccuracyResult;
  /** The split's texts of no label; with validation's also those of train. */
  outOfScope: ScoredTexts;
}

/**
 * Encodes one split of a data set and predicts each text's label with the head; without one, by the nearest label's
 * words. `referenceTexts`: for a decision by distance.
 *
 * @throws DATA_EMPTY if the split has no example; DATA_LABEL_UNKNOWN for an example whose label the data set does not list.
 */
export async function evaluate(
  encoder: Pick<TextEncoder, "encode">,
  dataset: Dataset,
  split: Split,
  head?: Head,
  referenceTexts?: ReferenceTexts,
): Promise<ModelEvaluation> {
  const examples = dataset.examples.filter((example) => example.split === split);
  const targets = labelTargets(examples, dataset.labels);
  const scorer = head ?? new VectorHead(labelWordsHead, await encoder.encode(dataset.labelWords));
  const reading = { context: dataset.context, head: scorer.record };
  const texts = await headFeatures(encoder, examples, reading);
  const input = { ...headInput(scorer, texts, targets), nearness: referenceTexts?.nearness(texts) };
  // Nothing is trained on texts of no label: those of train help to judge validation.
  const isHere = (example: Example): boolean =>
    example.split === split || (split === "validation" && example.split === "train");
  const outside = dataset.outOfScope.filter(isHere);
  const outOfScope =
    outside.length === 0 ? noTexts : scoreTexts(scorer, await headFeatures(encoder, outside, reading), referenceTexts);
  return { examples, input, result: labelAccuracy({ ...input, labelNames: dataset.labels }), outOfScope };
}

function labelTargets(examples: readonly Example[], labels: readonly string[]): Int32Array {
  const indexOf = new Map(labels.map((label, index) => [label, index]));
  return Int32Array.from(examples, ({ id, label }) => {
    const index = indexOf.get(label);
    if (index !== undefined) return index;
    throw new IntentsmithError(
      "DATA_LABEL_UNKNOWN",
      `${id}: expected one of ${labels.length} labels, received ${JSON.stringify(label)}`,
      { hint: "Evaluate with a data set that was read with the model's own labels." },
    );
  });
}
