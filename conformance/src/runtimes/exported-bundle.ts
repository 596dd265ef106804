import { copyFileSync, cpSync, mkdirSync, mkdtempSync, writeFileSync } from "node:fs";
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

/** Exports the tiny BERT as `intentsmith export` would. `bundle`: the folder; `trained`: the model it came from. */
export async function exportTinyBert(): Promise<{ work: string; trained: string; bundle: string }> {
  const work = mkdtempSync(join(tmpdir(), "conformance-"));
  const [trained, bundle] = [join(work, "trained"), join(work, "bundle")];
  cpSync(tinyBertFolder, trained, { recursive: true });
  writeFileSync(join(trained, trainedModelFile), JSON.stringify(record));
  await exportModel(trained, bundle, { threads: 1 });
  return { work, trained, bundle };
}

/** transformers.js looks for `onnx/model.onnx` beside config and tokenizer: the bundle's files in that order. */
export function asTransformersJsFolder(models: string, name: string, bundle: string): void {
  const folder = join(models, name);
  mkdirSync(join(folder, "onnx"), { recursive: true });
  copyFileSync(join(bundle, "model.onnx"), join(folder, "onnx", "model.onnx"));
  for (const file of ["tokenizer.json", "tokenizer_config.json"]) copyFileSync(join(bundle, file), join(folder, file));
  copyFileSync(join(tinyBertFolder, "config.json"), join(folder, "config.json"));
}
