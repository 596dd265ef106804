import { join } from "node:path";
import { writeFileAtomic } from "@intentsmith/core";
import type { Dataset } from "@intentsmith/data";
import {
  headFile,
  openHead,
  readTrainedModelRecord,
  trainedModelFile,
  referenceTextsFile,
  type Head,
  type TrainedModelRecord,
  type ReferenceTexts,
} from "@intentsmith/classifier";
import { encodeSafetensors, saveModel, type SentenceModel, type TextEncoder } from "@intentsmith/model";
import { modelCard } from "./model-card.ts";
import { seenTextsFile, type SeenTexts } from "./seen-texts.ts";

/** What of the training texts goes with a model. */
export interface KeptTexts {
  /** For a decision by distance. */
  referenceTexts?: ReferenceTexts | undefined;
  seen?: SeenTexts | undefined;
}

/**
 * Saves the model folder: sentence-transformers' layout, `intentsmith.json`, a model card, the numbers of a head that has
 * any, and the training texts of a decision by distance. Atomic.
 */
export async function saveTrainedModel(
  folder: string,
  model: SentenceModel,
  record: TrainedModelRecord,
  head?: Head,
  kept: KeptTexts = {},
): Promise<void> {
  const extraFiles = { ...recordFiles(record), ...headFiles(head), ...textFiles(kept) };
  await saveModel(folder, model, { replace: true, extraFiles });
}

/** The head of a saved model folder; where the label words are the head, `encoder` encodes them. */
export async function savedHead(folder: string, encoder: Pick<TextEncoder, "encode">): Promise<Head> {
  return await openHead(folder, readTrainedModelRecord(folder), encoder);
}

/**
 * Rewrites only the record and the card, once the final metrics are known; a head and training texts are written before
 * the record names them.
 */
export function updateTrainedModelRecord(
  folder: string,
  record: TrainedModelRecord,
  head?: Head,
  kept: KeptTexts = {},
): void {
  const files = { ...headFiles(head), ...textFiles(kept), ...recordFiles(record) };
  for (const [name, content] of Object.entries(files)) writeFileAtomic(join(folder, name), content);
}

function headFiles(head: Head | undefined): Record<string, Uint8Array> {
  const tensors = head?.tensors() ?? new Map();
  return tensors.size === 0 ? {} : { [headFile]: encodeSafetensors(tensors) };
}

function textFiles({ referenceTexts, seen }: KeptTexts): Record<string, string | Uint8Array> {
  return {
    ...(referenceTexts === undefined ? {} : { [referenceTextsFile]: encodeSafetensors(referenceTexts.tensors()) }),
    ...(seen === undefined ? {} : { [seenTextsFile]: seen.json() }),
  };
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
