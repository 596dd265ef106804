import type { IntentsmithError, Logger } from "@intentsmith/core";
import {
  labelWordsHead,
  openHead,
  openModelFolder,
  readTrainedModelRecord,
  readTrainingTexts,
  type ConfidenceName,
  type Precision,
} from "@intentsmith/classifier";
import { judgeTokens, rememberTokens, type Dataset, type Split, type TokenisedInput } from "@intentsmith/data";
import {
  evaluate,
  nearestTrainingTexts,
  scoreEveryday,
  type ModelEvaluation,
  type Neighbours,
  type ScoredTexts,
} from "@intentsmith/eval";
import { threadsOf } from "../arguments/shared-options.ts";

export interface MeasuredModel {
  /** The data, without the texts of which the model's tokenizer leaves nothing. */
  dataset: Dataset;
  evaluation: ModelEvaluation;
  /** The training texts nearest to the wrong ones, if they were looked for. */
  neighbours?: Map<number, Neighbours>;
  /** Everyday sentences, if they were asked for. */
  everyday?: ScoredTexts;
}

/**
 * Encodes a split with a model folder, trained or exported, and evaluates it. `explain`: looks for the training texts
 * nearest to the wrong ones, too.
 */
export async function measureModel(
  folder: string,
  read: Dataset,
  options: {
    split: Split;
    threads: number | undefined;
    precision?: Precision;
    explain?: boolean;
    /** By what a decision is to be fitted; default: as the model's own is. */
    by?: ConfidenceName | undefined;
    /** Whether to score everyday sentences, too. */
    everyday?: boolean;
    logger: Logger;
  },
): Promise<MeasuredModel> {
  const { split, threads, precision, explain = false, logger } = options;
  const { head = labelWordsHead } = readTrainedModelRecord(folder);
  const normalize = head.type !== "label-words";
  const { encoder, record } = await openModelFolder(folder, {
    ...threadsOf(threads),
    ...(precision === undefined ? {} : { precision }),
    normalize,
  });
  try {
    const tokenise = rememberTokens((text) => encoder.inspect([text])[0] as TokenisedInput);
    // An older model may have been trained with labels that are refused now.
    const complain = ({ message }: IntentsmithError): void => logger.warn(message);
    const dataset = judgeTokens(read, tokenise, { logger, complain, split });
    const openedHead = await openHead(folder, record, encoder);
    const by = options.by ?? record.decision?.by;
    const trainingTexts = by === "distance" ? readTrainingTexts(folder) : undefined;
    const evaluation = await evaluate(encoder, dataset, split, openedHead, trainingTexts);
    if (options.everyday === true) {
      return { dataset, evaluation, everyday: await scoreEveryday(encoder, openedHead, record.context, trainingTexts) };
    }
    if (!explain) return { dataset, evaluation };
    const training = dataset.examples.filter((example) => example.split === "train").length;
    if (training > 0) logger.info(`looking for the nearest of ${training.toLocaleString("en")} training texts …`);
    return { dataset, evaluation, neighbours: await nearestTrainingTexts(encoder, dataset, evaluation) };
  } finally {
    await encoder.release();
  }
}
