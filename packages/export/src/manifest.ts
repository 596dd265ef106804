import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { sha256 } from "@intentsmith/core";
import type { Graph, Value } from "@intentsmith/graph";
import type { BundleFile, Manifest, TrainedModelRecord } from "@intentsmith/classifier";
import { bundleModelFile, type SentenceModel } from "@intentsmith/model";
import { parityTolerance, type Parity } from "./verify-parity.ts";

/** What `writeModel` writes. */
const onnxVersions = { opset: 20, irVersion: 9 };

export function buildManifest(
  folder: string,
  graph: Graph,
  model: SentenceModel,
  record: TrainedModelRecord,
  parity: Parity,
): Manifest {
  return {
    format: 1,
    model: {
      file: bundleModelFile,
      precision: "fp32",
      ...onnxVersions,
      inputs: graph.inputs.map(tensorInfo),
      outputs: graph.outputs.map(tensorInfo),
    },
    maxSequenceLength: record.maxSequenceLength,
    pooling: model.pooling,
    normalized: model.normalize,
    width: model.config.hiddenSize,
    labelCount: record.labels.length,
    base: record.base,
    dataHash: record.dataHash,
    versions: record.versions,
    parity: { maxAbsDifference: parity.maxDifference, tolerance: parityTolerance, texts: parity.textCount },
    files: Object.fromEntries(
      readdirSync(folder)
        .sort()
        .map((name) => [name, describeFile(join(folder, name))]),
    ),
  };
}

function describeFile(path: string): BundleFile {
  const bytes = readFileSync(path);
  return { sizeBytes: bytes.byteLength, sha256: sha256(bytes) };
}

function tensorInfo({ name, dtype, shape }: Value): Manifest["model"]["inputs"][number] {
  return { name, dtype, shape: [...shape] };
}
