import { mkdirSync } from "node:fs";
import { dirname, isAbsolute, join, relative, resolve } from "node:path";
import {
  checkArguments,
  expected,
  IntentsmithError,
  refuseExisting,
  sha256,
  silentLogger,
  writeAndSync,
  writeDirectoryAtomic,
} from "@intentsmith/core";
import { writeModel, type Graph } from "@intentsmith/graph";
import {
  baselineFile,
  goldenFile,
  headFile,
  manifestFile,
  manifestHashFile,
  precisions as knownPrecisions,
  readReferenceTexts,
  referenceTextsFile,
  type Precision,
} from "@intentsmith/classifier";
import { encodeSafetensors, paddedInferenceGraph } from "@intentsmith/model";
import { exportOptions, type ExportOptions, type ExportResult } from "./export-options.ts";
import { readExportSource, type ExportSource } from "./export-source.ts";
import { goldenSet, type GoldenAnswers } from "./folder/golden-set.ts";
import { buildManifest, type WrittenFile } from "./folder/manifest.ts";
import { decisionRule, onnxMetadata } from "./folder/onnx-metadata.ts";
import { planFiles } from "./folder/plan-files.ts";
import { labelsJson, textFiles } from "./folder/text-files.ts";
import { writeTrainingTexts } from "./folder/training-texts.ts";
import { classifierGraph } from "./graph/classifier-graph.ts";
import { freezeTransposes } from "./graph/freeze.ts";
import { rewrites } from "./graph/rewrites.ts";
import { ExportInterrupted, stopIfInterrupted } from "./interrupted.ts";
import { accuracyOf, inspectFile, type Inspected } from "./inspect-file.ts";

/** Label names and words with their embeddings [C, H], for runtimes that do without this project's code. */
export const labelsFile = "labels.json";

/**
 * Writes a trained model, or an encoder without labels, as a folder to deploy: ONNX files from token ids to the sentence embedding (standard operators,
 * one file a precision; with `classifier` also to the scores of every label), tokenizer, labels, head, golden set, manifest.
 * `IntentClassifier.load` reads it. Every file is run and compared with the trained model before the folder appears; it
 * appears whole or not at all.
 *
 * @throws FILE_NOT_FOUND, MODEL_MALFORMED, OUTPUT_EXISTS, WRITE_FAILED, ARGUMENT_INVALID; EXPORT_MISMATCH if an embedding
 * differs by more than `parityTolerances` allow; ExportInterrupted.
 */
export async function exportModel(
  modelFolder: string,
  outFolder: string,
  options: ExportOptions = {},
): Promise<ExportResult> {
  checkArguments("exportModel", {
    modelFolder: [modelFolder, expected.path],
    outFolder: [outFolder, expected.path],
    options: [options, exportOptions],
  });
  refuseExisting(outFolder);
  refuseInside(modelFolder, outFolder);
  const precisions = checkPrecisions(options.precisions ?? ["fp32"]);
  const source = await readExportSource(modelFolder, options);
  if (options.classifier && source.record.labels.length === 0) throw noLabels(modelFolder);
  let result: ExportResult | undefined;
  let interruption: unknown;
  try {
    await writeDirectoryAtomic(outFolder, async (folder) => {
      result = await writeFolder(folder, source, precisions, options).catch((error: unknown) => {
        if (error instanceof ExportInterrupted) interruption = error;
        throw error;
      });
    });
  } catch (error) {
    throw interruption ?? error;
  }
  return { ...(result as unknown as ExportResult), folder: outFolder };
}

/** A model's folder holds what `train` saved and nothing else. */
function refuseInside(modelFolder: string, outFolder: string): void {
  const path = relative(resolve(modelFolder), resolve(outFolder));
  if (path.startsWith("..") || isAbsolute(path)) return;
  throw new IntentsmithError("ARGUMENT_INVALID", `${outFolder}: inside the model's folder ${modelFolder}`, {
    hint: "Choose a folder outside of it.",
  });
}

function checkPrecisions(asked: readonly Precision[]): readonly Precision[] {
  const unknown = asked.find((precision) => !knownPrecisions.includes(precision));
  if (asked.length > 0 && unknown === undefined && new Set(asked).size === asked.length) return asked;
  throw new IntentsmithError(
    "ARGUMENT_INVALID",
    `precisions: each of ${knownPrecisions.join(", ")} at most once expected, received ${asked.join(", ") || "none"}`,
  );
}

function noLabels(folder: string): IntentsmithError {
  return new IntentsmithError("ARGUMENT_INVALID", `${folder}: an encoder without labels has no classifier graph`, {
    hint: "Export it without one, or train or fit a model on it first.",
  });
}

async function writeFolder(
  folder: string,
  source: ExportSource,
  precisions: readonly Precision[],
  options: ExportOptions,
): Promise<ExportResult> {
  const { record, model } = source;
  const { logger = silentLogger } = options;
  const { forClients = false } = options;
  const planned = planFiles(precisions, options.classifier ? ["encoder", "classifier"] : ["encoder"], forClients);
  for (const [name, text] of Object.entries(textFiles(model, record, planned, forClients))) {
    mkdirSync(dirname(join(folder, name)), { recursive: true });
    writeAndSync(join(folder, name), text);
  }
  const float32 = freezeTransposes(paddedInferenceGraph(model, model.weights, { hiddenStates: forClients }));
  const encoders = new Map<Precision, { graph: Graph; inspected: Inspected }>();
  const written: WrittenFile[] = [];
  const inspected: Inspected[] = [];
  for (const plan of planned) {
    await stopIfInterrupted(options.signal);
    const encoder = encoders.get(plan.precision);
    const graph =
      encoder === undefined
        ? rewrites[plan.precision](float32)
        : classifierGraph(encoder.graph, encoder.inspected.head, decisionRule(model, record));
    const path = join(folder, plan.file);
    mkdirSync(dirname(path), { recursive: true });
    const metadata = onnxMetadata(model, record, plan);
    const graphName = plan.kind === "encoder" ? "sentence-encoder" : "intent-classifier";
    const producerVersion = record.versions["intentsmith"] ?? "";
    writeAndSync(path, writeModel(graph, { graphName, producerVersion, metadata }));
    const found = await inspectFile(folder, plan, source, options);
    if (encoder === undefined) encoders.set(plan.precision, { graph, inspected: found });
    inspected.push(found);
    written.push({ ...plan, graph, parity: found.report });
    logger.progress(`${plan.file}: compared with the trained model`);
  }
  await stopIfInterrupted(options.signal);
  const [{ head, report, baseline, trainingVectors }] = inspected as [Inspected];
  if (record.labels.length > 0) writeAndSync(join(folder, labelsFile), labelsJson(record, head));
  const tensors = head.tensors();
  if (tensors.size > 0) writeAndSync(join(folder, headFile), encodeSafetensors(tensors));
  if (record.decision?.by === "distance") {
    writeAndSync(join(folder, referenceTextsFile), encodeSafetensors(readReferenceTexts(source.folder).tensors()));
  }
  const golden = goldenSet(source.goldenTexts, record, inspected.map((file) => file.golden) as [GoldenAnswers]);
  if (golden === undefined) {
    logger.warn(
      "no golden set: on none of its texts the files agree clearly on a label, so `verify` compares hashes only",
    );
  } else writeAndSync(join(folder, goldenFile), `${JSON.stringify(golden)}\n`);
  if (baseline !== undefined) writeAndSync(join(folder, baselineFile), `${JSON.stringify(baseline)}\n`);
  if (trainingVectors !== undefined) writeTrainingTexts(folder, options.trainingTexts ?? [], trainingVectors);
  const manifest = buildManifest(folder, written as [WrittenFile], model, record);
  const text = `${JSON.stringify(manifest, null, 2)}\n`;
  writeAndSync(join(folder, manifestFile), text);
  writeAndSync(join(folder, manifestHashFile), `${sha256(text)}  ${manifestFile}\n`);
  return {
    folder,
    maxDifference: report.maxDifference,
    textCount: report.textCount,
    models: inspected.map((file) => file.report),
    ...(source.vocabulary === undefined ? {} : { vocabulary: source.vocabulary }),
    ...accuracyOf(source, source.trainedLabels),
    files: manifest.files,
    sizeBytes: Object.values(manifest.files).reduce((sum, { sizeBytes }) => sum + sizeBytes, 0),
  };
}
