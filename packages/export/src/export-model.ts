import { existsSync } from "node:fs";
import { join } from "node:path";
import {
  IntentsmithError,
  refuseExisting,
  silentLogger,
  writeAndSync,
  writeDirectoryAtomic,
  type Logger,
} from "@intentsmith/core";
import { writeModel } from "@intentsmith/graph";
import {
  manifestFile,
  headFile,
  openHead,
  readTrainedModelRecord,
  trainedModelFile,
  type TrainedModelRecord,
  type BundleFile,
  type Head,
} from "@intentsmith/classifier";
import {
  architectureOf,
  bundleModelFile,
  encodeSafetensors,
  loadModel,
  OnnxSentenceEncoder,
  paddedInferenceGraph,
  SentenceEncoder,
  type EncodedTexts,
  type TextEncoder,
  type SentenceModel,
} from "@intentsmith/model";
import { awkwardTexts } from "./awkward-texts.ts";
import { bundleCard } from "./bundle-card.ts";
import { freezeTransposes } from "./freeze.ts";
import { buildManifest } from "./manifest.ts";
import { publicRecord } from "./public-record.ts";
import { verifyParity } from "./verify-parity.ts";

/** Label names and words with their embeddings [C, H], for runtimes that do without this project's code. */
export const labelsFile = "labels.json";

export interface ExportOptions {
  logger?: Logger;
  /** Threads inside one operator (default: one a core). */
  threads?: number;
  /** Further texts to compare the embeddings on. */
  texts?: readonly string[];
}

export interface ExportResult {
  folder: string;
  /** Largest absolute difference between an embedding of the exported file and the trained model's. */
  maxDifference: number;
  /** Texts on which the two were compared. */
  textCount: number;
  /** Every file but the manifest. */
  files: Record<string, BundleFile>;
  /** Of all those files. */
  sizeBytes: number;
}

/**
 * Writes a trained model as a folder to deploy: one ONNX file from token ids to the sentence embedding (float32,
 * standard operators), tokenizer, labels with their embeddings, manifest. `IntentClassifier.load` reads it. The file
 * is run and compared with the trained model before the folder appears; it appears whole or not at all.
 *
 * @throws FILE_NOT_FOUND, MODEL_MALFORMED, OUTPUT_EXISTS, WRITE_FAILED; EXPORT_MISMATCH if an embedding differs by
 * more than 1e-5.
 */
export async function exportModel(
  modelFolder: string,
  outFolder: string,
  options: ExportOptions = {},
): Promise<ExportResult> {
  const { logger = silentLogger, texts: given = [] } = options;
  const threads = options.threads === undefined ? {} : { threads: options.threads };
  refuseExisting(outFolder);
  const record = publicRecord(readTrainedModelRecord(modelFolder));
  refuseBundle(modelFolder);
  // Labels are told apart by cosine, so what is deployed gives unit vectors even if the base had no Normalize module.
  const model = { ...(await loadModel(modelFolder, { logger })), normalize: true };
  const labelWords = record.labels.map(({ words }) => words);
  const texts = [...new Set([...labelWords, ...awkwardTexts, ...given])];
  const trained = await embeddingsOf(new SentenceEncoder(model, threads), texts);
  const graph = freezeTransposes(paddedInferenceGraph(model, model.weights));
  let result: ExportResult | undefined;
  await writeDirectoryAtomic(outFolder, async (folder) => {
    const onnx = writeModel(graph, {
      graphName: "sentence-encoder",
      producerVersion: record.versions["intentsmith"] ?? "",
      metadata: metadataOf(model, record),
    });
    writeAndSync(join(folder, bundleModelFile), onnx);
    for (const [name, content] of Object.entries(textFiles(model, record))) writeAndSync(join(folder, name), content);
    const exported = await embeddingsOf(
      await OnnxSentenceEncoder.load(folder, record.maxSequenceLength, threads),
      texts,
    );
    const parity = verifyParity(texts, trained, exported);
    const head = await openHead(modelFolder, record, { encode: async (words) => rowsOf(words, texts, exported) });
    writeAndSync(join(folder, labelsFile), labelsJson(record, head));
    const tensors = head.tensors();
    if (tensors.size > 0) writeAndSync(join(folder, headFile), encodeSafetensors(tensors));
    const manifest = buildManifest(folder, graph, model, record, parity);
    writeAndSync(join(folder, manifestFile), `${JSON.stringify(manifest, null, 2)}\n`);
    const sizes = Object.values(manifest.files).map(({ sizeBytes }) => sizeBytes);
    result = {
      folder: outFolder,
      ...parity,
      files: manifest.files,
      sizeBytes: sizes.reduce((sum, size) => sum + size, 0),
    };
  });
  return result as unknown as ExportResult;
}

function refuseBundle(folder: string): void {
  if (!existsSync(join(folder, bundleModelFile)) || existsSync(join(folder, "model.safetensors"))) return;
  throw new IntentsmithError("ARGUMENT_INVALID", `${folder}: this is an exported folder already`, {
    hint: "Name the model folder that `intentsmith train` printed at its end.",
  });
}

async function embeddingsOf(encoder: TextEncoder, texts: readonly string[]): Promise<EncodedTexts> {
  try {
    return await encoder.encode(texts);
  } finally {
    await encoder.release();
  }
}

function metadataOf(model: SentenceModel, record: TrainedModelRecord): Record<string, string> {
  return {
    labels: JSON.stringify(record.labels.map(({ name }) => name)),
    max_sequence_length: String(record.maxSequenceLength),
    pooling: model.pooling,
    normalized: String(model.normalize),
    base: record.base,
    data_hash: record.dataHash,
  };
}

function textFiles(model: SentenceModel, record: TrainedModelRecord): Record<string, string> {
  return {
    ...model.tokenizer.files(record.maxSequenceLength, architectureOf(model.config).tokenizerClass),
    [trainedModelFile]: `${JSON.stringify(record, null, 2)}\n`,
    "README.md": bundleCard(record),
  };
}

/** The label words come first among the compared texts, each once: equal wordings share a row. */
/** Names and words; of a head with one vector a label, the vectors too. */
function labelsJson({ labels }: TrainedModelRecord, { labelVectors }: Head): string {
  if (labelVectors === undefined) return `${JSON.stringify({ format: 1, labels })}\n`;
  const { width, data } = labelVectors;
  const embedded = labels.map(({ name, words }, c) => ({
    name,
    words,
    embedding: Array.from(data.subarray(c * width, (c + 1) * width)),
  }));
  return `${JSON.stringify({ format: 1, width, labels: embedded })}\n`;
}

/** The embeddings of label words out of those of `texts`, in the labels' order. */
function rowsOf(words: readonly string[], texts: readonly string[], { data, width }: EncodedTexts): EncodedTexts {
  const rows = new Float32Array(words.length * width);
  for (const [i, text] of words.entries()) {
    const at = texts.indexOf(text) * width;
    rows.set(data.subarray(at, at + width), i * width);
  }
  return { data: rows, rowCount: words.length, width };
}
