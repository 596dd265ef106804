import { join } from "node:path";
import { writeFileAtomic } from "@intentsmith/core";
import type { Dataset } from "@intentsmith/data";
import { trainedModelFile, type TrainedModelRecord } from "@intentsmith/classifier";
import { saveModel, type SentenceModel } from "@intentsmith/model";
import { modelCard } from "./model-card.ts";

/** Saves the model folder: sentence-transformers' layout, `intentsmith.json` and a model card. Atomic. */
export async function saveTrainedModel(
  folder: string,
  model: SentenceModel,
  record: TrainedModelRecord,
): Promise<void> {
  await saveModel(folder, model, { replace: true, extraFiles: recordFiles(record) });
}

/** Rewrites only the record and the card, once the final metrics are known. */
export function updateTrainedModelRecord(folder: string, record: TrainedModelRecord): void {
  for (const [name, content] of Object.entries(recordFiles(record))) writeFileAtomic(join(folder, name), content);
}

function recordFiles(record: TrainedModelRecord): Record<string, string> {
  return { [trainedModelFile]: `${JSON.stringify(record, null, 2)}\n`, "README.md": modelCard(record) };
}

/** What `intentsmith.json` says of labels and data. */
export function labelRecord(
  dataset: Dataset,
): Pick<TrainedModelRecord, "labels" | "context" | "dataHash" | "dataHashes"> {
  return {
    labels: dataset.labels.map((name, i) => ({ name, words: dataset.labelWords[i] ?? name })),
    ...(dataset.context === undefined ? {} : { context: dataset.context }),
    dataHash: dataset.hash,
    dataHashes: dataset.hashes,
  };
}
