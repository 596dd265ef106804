import { cpSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { trainedModelFile, type TrainedModelRecord } from "../record/trained-model-record.ts";
import { tinyBertFolder } from "./tiny-bert.ts";

/** What training would say of a tiny BERT with these labels; the words are the names without underscores. */
export function exampleRecord(labels: readonly string[]): TrainedModelRecord {
  return {
    format: 1,
    labels: labels.map((name) => ({ name, words: name.replaceAll("_", " ") })),
    base: "tiny-bert",
    maxSequenceLength: 48,
    metrics: {},
    config: {},
    versions: {},
    dataHash: "",
  };
}

/** Makes `folder` a tiny BERT with this record. */
export function writeTrainedFolder(folder: string, record: TrainedModelRecord): void {
  cpSync(tinyBertFolder, folder, { recursive: true });
  writeFileSync(join(folder, trainedModelFile), JSON.stringify(record));
}
