import type { IntentsmithError, Logger } from "@intentsmith/core";
import {
  labelWordsHead,
  openHead,
  openModelFolder,
  readTrainedModelRecord,
  type OpenOptions,
} from "@intentsmith/classifier";
import { judgeTokens, rememberTokens, type Dataset, type Split, type TokenisedInput } from "@intentsmith/data";
import { evaluate, nearestTrainingTexts, type ModelEvaluation, type Neighbours } from "@intentsmith/eval";

/** Encodes and evaluates a split; `explain`: looks for the training texts nearest to the wrong ones, too. */
export async function measureModel(
  folder: string,
  asked: { read: Dataset; split: Split; options: OpenOptions; explain: boolean; logger: Logger },
): Promise<{ dataset: Dataset; evaluation: ModelEvaluation; neighbours?: Map<number, Neighbours> }> {
  const { read, split, options, explain, logger } = asked;
  const { head = labelWordsHead } = readTrainedModelRecord(folder);
  const normalize = head.type !== "label-words";
  const { encoder, record } = await openModelFolder(folder, { ...options, normalize });
  try {
    const tokenise = rememberTokens((text) => encoder.inspect([text])[0] as TokenisedInput);
    // An older model may have been trained with labels that are refused now.
    const complain = ({ message }: IntentsmithError): void => logger.warn(message);
    const dataset = judgeTokens(read, tokenise, { logger, complain, split });
    const evaluation = await evaluate(encoder, dataset, split, await openHead(folder, record, encoder));
    if (!explain) return { dataset, evaluation };
    const training = dataset.examples.filter((example) => example.split === "train").length;
    if (training > 0) logger.info(`looking for the nearest of ${training.toLocaleString("en")} training texts …`);
    return { dataset, evaluation, neighbours: await nearestTrainingTexts(encoder, dataset, evaluation) };
  } finally {
    await encoder.release();
  }
}
