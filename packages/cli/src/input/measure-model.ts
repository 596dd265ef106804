import type { IntentsmithError, Logger } from "@intentsmith/core";
import {
  defaultTemperature,
  labelWordsHead,
  openHead,
  openModelFolder,
  readTrainedModelRecord,
  readReferenceTexts,
  type ConfidenceName,
  type Precision,
} from "@intentsmith/classifier";
import { judgeTokens, rememberTokens, type Dataset, type Split, type TokenisedInput } from "@intentsmith/data";
import {
  closerLook,
  evaluate,
  labelsToExplain,
  nearestTrainingTexts,
  scoreEveryday,
  type CloserLook,
  type ModelEvaluation,
  type Neighbours,
  type ScoredTexts,
} from "@intentsmith/eval";
import { threadsOf } from "../arguments/shared-options.ts";
import { nearLeaks } from "./near-leaks.ts";

export interface MeasuredModel {
  /** The data, without the texts of which the model's tokenizer leaves nothing. */
  dataset: Dataset;
  evaluation: ModelEvaluation;
  look: CloserLook;
  /** The training texts nearest to wrong and ambiguous ones, if they were looked for. */
  neighbours?: Map<number, Neighbours>;
  /** Everyday sentences, if they were asked for. */
  everyday?: ScoredTexts;
}

/**
 * Encodes a split with a model folder, trained or exported, evaluates it and looks closer. `explain`: looks for the training
 * texts nearest to wrong and ambiguous ones, too; `nearDuplicates`: for training texts within this cosine.
 */
export async function measureModel(
  folder: string,
  read: Dataset,
  options: {
    split: Split;
    threads: number | undefined;
    precision?: Precision;
    explain?: boolean;
    nearDuplicates?: number | undefined;
    /** By what a decision is to be fitted; default: as the model's own is. */
    by?: ConfidenceName | undefined;
    /** Whether to score everyday sentences, too. */
    everyday?: boolean;
    logger: Logger;
  },
): Promise<MeasuredModel> {
  const { split, threads, precision, explain = false, nearDuplicates, logger } = options;
  const { head = labelWordsHead, decision } = readTrainedModelRecord(folder);
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
    const by = options.by ?? decision?.by;
    const referenceTexts = by === "distance" ? readReferenceTexts(folder) : undefined;
    const evaluation = await evaluate(encoder, dataset, split, openedHead, referenceTexts);
    const near =
      nearDuplicates === undefined ? undefined : await nearLeaks(evaluation.examples, dataset, nearDuplicates, logger);
    const temperature = decision?.temperature ?? defaultTemperature(head);
    const look = closerLook(evaluation, dataset, { temperature, near });
    if (options.everyday === true) {
      const everyday = await scoreEveryday(encoder, openedHead, record.context, referenceTexts);
      return { dataset, evaluation, look, everyday };
    }
    if (!explain) return { dataset, evaluation, look };
    const training = dataset.examples.filter((example) => example.split === "train").length;
    if (training > 0) logger.info(`looking for the nearest of ${training.toLocaleString("en")} training texts …`);
    const asked = labelsToExplain(evaluation, look);
    const neighbours = await nearestTrainingTexts(encoder, dataset, evaluation.examples, asked);
    return { dataset, evaluation, look, neighbours };
  } finally {
    await encoder.release();
  }
}
