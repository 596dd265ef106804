import { cpSync, mkdtempSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { exportModel } from "@intentsmith/export";
import { trainedModelFile, type TrainedModelRecord } from "@intentsmith/classifier";
import { tinyBertFolder } from "../golden.ts";

const record: TrainedModelRecord = {
  format: 1,
  labels: [
    { name: "next_step", words: "next step" },
    { name: "stop", words: "stop" },
  ],
  base: "tiny-bert",
  maxSequenceLength: 48,
  metrics: {},
  config: {},
  versions: { intentsmith: "0.0.0" },
  dataHash: "0".repeat(64),
};

/**
 * Exports the tiny BERT as `intentsmith export` would. `bundle`: the folder; `trained`: the model it came from; `clients`:
 * `--for transformers.js,classifier` in all precisions, in the folder `models`.
 */
export async function exportTinyBert(): Promise<{
  work: string;
  trained: string;
  bundle: string;
  models: string;
  clients: string;
}> {
  const work = mkdtempSync(join(tmpdir(), "conformance-"));
  const [trained, bundle, models] = [join(work, "trained"), join(work, "bundle"), join(work, "models")];
  const clients = join(models, "tiny");
  cpSync(tinyBertFolder, trained, { recursive: true });
  writeFileSync(join(trained, trainedModelFile), JSON.stringify(record));
  await exportModel(trained, bundle, { threads: 1 });
  const precisions = ["fp32", "fp16", "int8"] as const;
  await exportModel(trained, clients, { threads: 1, precisions, classifier: true, forClients: true });
  return { work, trained, bundle, models, clients };
}
