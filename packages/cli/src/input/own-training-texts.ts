import { IntentsmithError, silentLogger } from "@intentsmith/core";
import type { TrainedModelRecord } from "@intentsmith/classifier";
import type { Example } from "@intentsmith/data";
import type { Context } from "../arguments/command.ts";
import { readEvaluationData } from "./evaluation-data.ts";

/**
 * The texts that a model was trained with, to compare a file with: from the data that its record names, if these are here
 * and the same as then. Otherwise none, and that is said.
 */
export async function ownTrainingTexts(
  model: string,
  record: TrainedModelRecord,
  { logger, ...context }: Context,
): Promise<Example[]> {
  const because = (why: string): Example[] => {
    logger.info(`${model}: ${why}: whether texts are training texts is not known`);
    return [];
  };
  try {
    const own = await readEvaluationData(record, { model, split: "train" }, { logger: silentLogger, ...context });
    const then = record.dataHashes?.splits["train"];
    if (then !== undefined && then !== own.hashes.splits.train) return because("its training data has changed");
    return own.examples.filter(({ split }) => split === "train");
  } catch (error) {
    if (!(error instanceof IntentsmithError)) throw error;
    return because("its training data is not here");
  }
}
