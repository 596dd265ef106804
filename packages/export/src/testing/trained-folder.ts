import { cpSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { trainedModelFile, type TrainedModelRecord } from "@intentsmith/classifier";

const golden = join(import.meta.dirname, "../../../../oracles/golden");

/** Small random encoders in sentence-transformers layout. */
export const tinyBert: string = join(golden, "tiny-bert");
export const tinyDistilbert: string = join(golden, "tiny-distilbert");
export const tinyMpnet: string = join(golden, "tiny-mpnet");
export const tinyXlmRoberta: string = join(golden, "tiny-xlm-roberta");

/** What training would say of it; two labels share their words. */
export const exampleRecord: TrainedModelRecord = {
  format: 1,
  labels: [
    { name: "next_step", words: "next step" },
    { name: "stop", words: "stop" },
    { name: "halt", words: "stop" },
  ],
  base: "/somewhere/private/tiny-bert",
  maxSequenceLength: 48,
  metrics: { test_accuracy: 0.5 },
  config: { data: { files: ["/somewhere/private/data.csv"] }, train: { epochs: 1 } },
  versions: { intentsmith: "0.1.0" },
  dataHash: "0".repeat(64),
};

/** Makes `path` a tiny encoder with this record. */
export function trainedFolder(path: string, record: TrainedModelRecord = exampleRecord, base = tinyBert): string {
  cpSync(base, path, { recursive: true });
  writeFileSync(join(path, trainedModelFile), JSON.stringify(record));
  return path;
}
