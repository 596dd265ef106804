import { join } from "node:path";
import { checkArguments, expected, IntentsmithError, readInputFile, sha256 } from "@intentsmith/core";
import type { Engine } from "@intentsmith/graph";
import type { TextEncoder } from "@intentsmith/model/onnx";
import { isExportedFolder, openExportedFolder } from "../exported/exported-folder.ts";
import { encoderFile, manifestFile, type Precision } from "../exported/manifest.ts";
import { openExportedEncoder } from "../exported/open-exported-encoder.ts";
import { readTrainedModelRecord, trainedModelFile, type TrainedModelRecord } from "../record/trained-model-record.ts";

export interface OpenOptions {
  /** Threads inside one operator (default: one a core). */
  threads?: number;
  /** Runs a trained folder's graph; by default onnxruntime-node on the CPU. An exported file always runs there. */
  engine?: Engine;
  /** Whether a trained folder's embeddings get length 1 even if its base has no Normalize module (default true). */
  normalize?: boolean;
  /** Whether an exported folder's files are compared with the hashes in its manifest (default true). */
  verify?: boolean;
  /** Which of an exported folder's files to run, if it has several (default: the one that its manifest names). */
  precision?: Precision;
}

export interface OpenedModel {
  record: TrainedModelRecord;
  encoder: TextEncoder;
  /** The first 12 digits of the SHA-256 of the manifest, or of the record where there is none. */
  id: string;
  /** The exported file that is run; undefined for a trained folder. */
  file?: string;
}

/**
 * The record and the encoder of a model folder, trained or exported. An exported folder's embeddings always have
 * length 1.
 * @throws FILE_NOT_FOUND, MODEL_MALFORMED, MODEL_UNSUPPORTED, TOKENIZER_MALFORMED.
 */
export async function openModelFolder(folder: string, options: OpenOptions = {}): Promise<OpenedModel> {
  checkArguments("openModelFolder", {
    folder: [folder, expected.path],
    options: [
      options,
      expected.options<OpenOptions>({
        threads: expected.whole(0),
        engine: expected.object,
        normalize: expected.flag,
        verify: expected.flag,
        precision: expected.text,
      }),
    ],
  });
  const { threads, engine, normalize = true, verify = true, precision } = options;
  const shared = threads === undefined ? {} : { threads };
  if (!isExportedFolder(folder)) {
    if (precision !== undefined) throw notExported(folder);
    const record = readTrainedModelRecord(folder);
    // Only here: an exported folder needs neither weights nor graph builders, and a service loads neither.
    const { loadModel, SentenceEncoder } = await import("@intentsmith/model");
    const loaded = await loadModel(folder);
    const model = { ...loaded, normalize: normalize || loaded.normalize };
    const encoder = new SentenceEncoder(model, { ...shared, ...(engine === undefined ? {} : { engine }) });
    return { record, encoder, id: hashOf(join(folder, trainedModelFile)) };
  }
  const { record, manifest } = await openExportedFolder(folder, { verify });
  const file = encoderFile(folder, manifest, precision);
  const encoder = await openExportedEncoder(folder, record.maxSequenceLength, { ...shared, file });
  return { record, encoder, id: hashOf(join(folder, manifestFile)), file };
}

function notExported(folder: string): IntentsmithError {
  return new IntentsmithError(
    "ARGUMENT_INVALID",
    `${folder}: only an exported folder has files of several precisions`,
    {
      hint: "Export the model first, or leave the precision out.",
    },
  );
}

function hashOf(path: string): string {
  return sha256(readInputFile(path, "the model's manifest")).slice(0, 12);
}
