import { IntentsmithError, type Logger } from "@intentsmith/core";
import type { TrainedModelRecord } from "@intentsmith/classifier";
import type { Dataset, Split, SplitReport } from "@intentsmith/data";
import { isRecord } from "./data-root.ts";

/** A data set to measure on, beside the record of the model to measure. */
export interface Comparison {
  record: TrainedModelRecord;
  dataset: Dataset;
  /** The split that is measured. */
  split: Split;
  /** What was asked for: the model's own data, another config, or a file. */
  source: "own" | "config" | "file";
  /** The hash in the record's older form, asked for only where the record has no other. */
  hashOfBefore: () => string;
}

/**
 * Compares the data with what the model was trained with. A cut that has moved may put texts into the measured split that
 * the model was trained on: of the model's own data that is refused, of others it is told.
 * @throws DATA_CHANGED
 */
export function compareWithTraining(comparison: Comparison, logger: Logger): void {
  const { record, dataset, split, source } = comparison;
  const trained = record.dataHashes?.splits;
  const { splits } = dataset.hashes;
  if (source === "file") {
    if (split !== "train" && trained?.["train"] !== undefined && trained["train"] === splits[split]) {
      logger.warn("these are the texts that the model was trained with: the accuracy says little");
    }
    return;
  }
  const same = trained === undefined ? comparison.hashOfBefore() === record.dataHash : trained[split] === splits[split];
  if (same) return;
  const trainingStays = trained !== undefined && trained["train"] === splits.train;
  if (trainingStays || !cutHere(dataset.splitReport, split) || cutStays(record, dataset.splitReport, split)) {
    const which = `this is not the ${split} split of the model's record`;
    logger.warn(`the data has changed since training: ${which} (--data FILE measures on a file that you name)`);
    return;
  }
  const message =
    `data: it has changed since training and its splits were cut anew: ` +
    `texts of ${split} may be texts that the model was trained on`;
  if (source === "config") {
    logger.warn(`${message}. ${wayOut}`);
    return;
  }
  throw new IntentsmithError("DATA_CHANGED", message, { hint: wayOut });
}

const wayOut =
  "Measure on rows of their own (--data FILE), or put the data of the training back. " +
  "A model trained with data.splits.method: text-hash has a cut that stays where it is.";

function cutHere(report: SplitReport | undefined, split: Split): boolean {
  return report?.cut.some((cut) => cut.split === split) === true || (split === "train" && report !== undefined);
}

/** Whether the training made the same cut by hash, in which no text changes its side. */
function cutStays({ config }: TrainedModelRecord, report: SplitReport | undefined, split: Split): boolean {
  const data = isRecord(config["data"]) ? config["data"] : {};
  const before = isRecord(data["splits"]) ? data["splits"] : {};
  const share = report?.cut.find((cut) => cut.split === split)?.wantedShare;
  return (
    report?.method === "text-hash" &&
    before["method"] === "text-hash" &&
    before["seed"] === report.seed &&
    before[split] === share
  );
}
